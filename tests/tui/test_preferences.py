"""Settings: one file that the user may write too, options that win over it, and a sentence for what cannot be."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dlviz.tui import preferences, terminal, window_options
from dlviz.tui.app import DlvizApp
from dlviz.tui.arguments import Parser
from dlviz.tui.cli import main
from dlviz.tui.commands import config
from dlviz.tui.errors import InputError
from dlviz.tui.player import Player
from dlviz.tui.preferences import DEFAULTS, MEANINGS, Preferences
from dlviz.tui.screens.workbench import Workbench


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Where the settings are, in a folder of the test's own that does not exist yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    return tmp_path / "conf" / "dlviz" / "config.toml"


def test_every_setting_says_what_it_means():
    assert tuple(MEANINGS) == tuple(DEFAULTS)


def test_without_a_file_all_is_as_usual(file, capsys):
    """`dlviz config` lists name, value, default and meaning; nothing is written by looking."""
    assert preferences.read() == Preferences()
    assert main(["config"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == list(DEFAULTS)
    assert rows[0] == ["theme", "dark", "dark", MEANINGS["theme"]]
    assert main(["config", "--path"]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert not file.exists()


def test_a_setting_is_changed_read_and_taken_back(file, capsys):
    assert main(["config", "theme", "nord"]) == 0
    assert main(["config", "mouse", "off"]) == 0
    assert main(["config", "speed", "0.5"]) == 0
    assert preferences.read() == Preferences(theme="nord", mouse=False, speed=0.5)
    assert main(["config", "theme"]) == 0
    assert capsys.readouterr().out == "nord\n"
    assert main(["config", "--unset", "theme"]) == 0
    assert main(["config", "--unset", "hints"]) == 0  # was never set
    assert preferences.read() == Preferences(mouse=False, speed=0.5)


def test_what_the_user_wrote_stays(file):
    """Comments, order and empty lines stand where they stood; a link is written through."""
    real = file.parent.parent / "dotfiles.toml"
    file.parent.mkdir(parents=True)
    real.write_text("# mine\n\ntheme = 'light'   # for the day\nmouse=true\n# the end")
    file.symlink_to(real)
    preferences.keep("theme", "nord")
    preferences.keep("mouse", None)
    preferences.keep("ascii", True)
    assert file.is_symlink()
    assert real.read_text() == '# mine\n\ntheme = "nord"   # for the day\n# the end\nascii = true\n'
    preferences.keep("theme", None)
    assert real.read_text() == "# mine\n\n# for the day\n# the end\nascii = true\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("them = 'nord'", "there is no setting 'them'; did you mean theme?"),
        ("theme = 'nrod'", "theme: 'nrod' is none of them; did you mean nord?"),
        ("theme = 3", "theme: '3' is none of them; there are dark, light, contrast"),
        ("colours = 16", "colours: '16' is none of them; did you mean 16?"),
        ("mouse = 'no'", "mouse: 'no' is neither true nor false"),
        ("speed = 0", "speed: '0' is no number from 0.125 to 8.0"),
        ("frames = 12.5", "frames: '12.5' is no whole number from 5 to 60"),
        ("frames = true", "frames: 'true' is no whole number from 5 to 60"),
        ("[window]\ntheme = 'nord'", "there is no setting 'window'"),
        ("theme = ", "not valid TOML: invalid value (at "),
    ],
)
def test_what_is_wrong_in_the_file_is_told_and_gone_without(file, text, said, capsys):
    """A sentence with the file's name and the key on standard error, beside the list of what holds; exit code 0."""
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert main(["config"]) == 0
    out, err = capsys.readouterr()
    assert err.startswith(f"dlviz: {file}: {said}")
    assert err.count("\n") == 1
    assert preferences.read() == Preferences()
    assert out.startswith("theme\tdark\tdark\t")


def test_all_that_is_wrong_is_listed_and_what_is_right_holds(file, capsys):
    """Each is a sentence of its own; a setting is changed beside them, and they are taken out by name."""
    file.parent.mkdir(parents=True)
    file.write_text("foo = 3  # once\ntheme = 'nrod'\nspeed = 2\n\n[window]\nmouse = false\n# of it\n[other]\na = 1\n")
    assert main(["config", "speed"]) == 0
    out, err = capsys.readouterr()
    assert out == "2.0\n"
    assert [line.split(": ")[2].partition(";")[0] for line in err.splitlines()] == [
        "there is no setting 'foo'", "theme", "there is no setting 'window'", "there is no setting 'other'"
    ]  # fmt: skip
    assert main(["config", "ascii", "on"]) == 0
    assert preferences.read() == Preferences(speed=2.0, ascii=True)
    for name in ("foo", "window"):
        assert main(["config", "--unset", name]) == 0
    assert main(["config", "theme", "nord"]) == 0
    assert file.read_text() == '# once\ntheme = "nord"\nspeed = 2\n\nascii = true\n[other]\na = 1\n'
    assert main(["config", "--unset", "foo"]) == 2
    assert "there is no setting 'foo'" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["theme = nord", "theme =", "theme = # mine"])
def test_a_line_that_is_no_toml_is_set_right_by_its_own_setting(file, line, capsys):
    """Another setting is refused, for what the file says cannot be told; nothing is written then."""
    file.parent.mkdir(parents=True)
    file.write_text(f"mouse = false\n{line}\n")
    assert main(["config", "speed", "2"]) == 2
    assert f"{file}: not valid TOML: invalid value (at line 2, " in capsys.readouterr().err
    assert file.read_text() == f"mouse = false\n{line}\n"
    assert main(["config", "theme", "light"]) == 0
    assert preferences.read() == Preferences(theme="light", mouse=False)


@pytest.mark.parametrize("place", ["catalogue", "workbench"])
async def test_the_window_opens_and_says_once_what_is_wrong_in_the_settings(place, fake, clock, in_line):
    """Until the next key, in the catalogue and over what runs."""
    app = DlvizApp(fake() if place == "workbench" else None, clock, lambda one: Player(one, in_line))
    app.amiss = ("c.toml: theme: 'nrod' is none of them; did you mean nord?", "c.toml: there is no setting 'foo'")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.screen.notice == (
            "c.toml: theme: 'nrod' is none of them; did you mean nord? "
            "The defaults hold there and in 1 more; dlviz config lists all settings."
        )
        await pilot.press("down")
        assert not app.screen.notice


def test_the_window_opens_on_a_wrong_file_and_training_without_one_does_not_look(file, monkeypatch, capsys):
    """What is right in it holds; without a window nothing is said of it."""
    file.parent.mkdir(parents=True)
    file.write_text("theme = 'nrod'\nmouse = false")
    opened = []
    for command in ("run", "catalogue"):
        monkeypatch.setattr(f"dlviz.tui.commands.{command}.is_terminal", lambda stream: True)
        monkeypatch.setattr(f"dlviz.tui.commands.{command}.open_window", lambda *given: opened.append(given[1]) or 0)
    for arguments in (["run", "momentum"], []):
        assert main(arguments) == 0
    assert opened == 2 * [Preferences(mouse=False)]
    assert main(["run", "momentun", "--headless"]) == 2
    assert capsys.readouterr().err.startswith("dlviz: there is no scenario 'momentun'")


def test_a_file_that_cannot_be_read_is_told(file, monkeypatch):
    """One in another encoding, and one below what is no folder."""
    file.parent.mkdir(parents=True)
    file.write_bytes(b"theme = 'nord' # f\xfcr mich")
    assert preferences.wrong() == (f"{file}: not written in UTF-8",)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(file))
    assert preferences.wrong() == (f"{file}/dlviz/config.toml: it cannot be read, not a directory",)
    assert preferences.read() == Preferences()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["config", "them", "nord"], "there is no setting 'them'; did you mean theme?"),
        (["config", "theme", "nrod"], "theme: 'nrod' is none of them; did you mean nord?"),
        (["config", "mouse", "perhaps"], "mouse: 'perhaps' is neither true nor false"),
        (["config", "frames", "fast"], "frames: 'fast' is no whole number from 5 to 60"),
        (["config", "speed", "nan"], "speed: nan is no number"),
        (["config", "speed", "-3"], "speed: '-3' is no number from 0.125 to 8.0"),
        (["config", "--unset", "them"], "there is no setting 'them'"),
        (["config", "theme", "--path"], "--unset and --path stand alone"),
        (["run", "momentum", "--headless", "--theme", "nord"], "--theme is for the window, and none opens here"),
        (["run", "momentum", "--json", "--no-mouse"], "--no-mouse is for the window, and none opens here"),
    ],
)
def test_wrong_settings_on_the_command_line(file, arguments, said, capsys):
    assert main(arguments) == 2
    assert said.replace("nan is", "'nan' is") in capsys.readouterr().err
    assert not file.exists()


def test_a_folder_that_cannot_be_written_is_told(file, capsys):
    file.parent.parent.write_text("in the way")
    assert main(["config", "theme", "nord"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_line_written_in_a_way_of_its_own_is_left_alone(file, capsys):
    """What cannot be changed safely is not changed."""
    file.parent.mkdir(parents=True)
    file.write_text("theme = '''\nnord'''\n")
    assert main(["config", "theme", "light"]) == 2
    assert file.read_text() == "theme = '''\nnord'''\n"


def test_options_win_over_the_file(file):
    """--theme, --colours, --ascii, --no-mouse and --no-hints, each for this time."""
    file.parent.mkdir(parents=True)
    file.write_text('theme = "light"\nmouse = false\nhints = true\n')
    parser = Parser("dlviz", None)
    window_options.add_arguments(parser)
    found = window_options.chosen(parser.read(["--theme", "nord", "--mouse", "--no-hints", "--ascii"]))
    assert found == Preferences(theme="nord", mouse=True, hints=False, ascii=True)
    with pytest.raises(InputError, match=r"^--colours: '8' is none of them"):
        window_options.chosen(parser.read(["--colours", "8"]))


def test_settings_at_a_glance_on_a_terminal(file, monkeypatch):
    """What is not as usual says what would be."""
    preferences.keep("theme", "nord")
    console = type(
        "Console", (), {"terminal": True, "width": 60, "styled": staticmethod(lambda text, style: f"<{text}>")}
    )()
    lines = config.table(console)
    assert lines[0].startswith("theme    <nord")
    assert lines[0].endswith("(default dark)")
    assert lines[-1] == f"file     {file}"
    assert lines[9].startswith("themes   dark, light, contrast")
    assert all(len(line) <= 60 for line in lines[9:-2])


@pytest.mark.parametrize(
    ("environ", "described", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 256, "truecolor"),
        ({"TERM": "xterm-256color"}, 256, "256"),
        ({"TERM": "xterm-kitty"}, 8, "truecolor"),
        ({"TERM": "xterm-direct"}, 8, "truecolor"),
        ({"TERM": "iterm"}, 256, "256"),
        ({"TERM": "linux"}, 8, "16"),
        ({"TERM": "vt100"}, -1, "none"),
    ],
)
def test_how_many_colours_a_terminal_has(environ, described, colours, monkeypatch):
    """By its variables, else by the system's description of it."""
    monkeypatch.setattr(terminal, "described_colours", lambda kind: described)
    assert terminal.colours(environ) == colours


@pytest.mark.parametrize(("kind", "number"), [("vt100", {-1, 8}), ("linux", {8, 16}), ("never-heard-of", {8})])
def test_the_system_describes_terminals(kind, number):
    """Each in a process of its own, for it is read once; 8 where there is no description."""
    code = f"from dlviz.tui import terminal; print(terminal.described_colours({kind!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) in number


@pytest.mark.parametrize(
    ("no_color", "asked", "colours", "told"),
    [
        (None, "auto", "256", "256"),
        ("1", "auto", "none", None),
        ("", "auto", "256", "256"),
        ("1", "truecolor", "truecolor", "truecolor"),
        (None, "16", "16", "standard"),
        (None, "none", "none", None),
    ],
)
def test_colours_are_settled_before_textual_looks(monkeypatch, no_color, asked, colours, told):
    """NO_COLOR counts unless the user asked dlviz for colours; empty it does not count."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("COLORTERM", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.setenv(name, "")  # so that it is put back, whatever becomes of it
        monkeypatch.delenv(name)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    environ = terminal.os.environ
    assert terminal.suited(Preferences(colours=asked)).colours == colours
    assert environ.get("TEXTUAL_COLOR_SYSTEM") == told
    assert environ.get("NO_COLOR") == ("1" if colours == "none" else None)


async def test_how_fast_it_begins_and_how_often_it_looks(fake, clock, in_line, monkeypatch):
    """speed is against the scenario's own, which is 8 here; frames are looks a second."""
    asked = {}
    whole = Workbench.set_interval

    def set_interval(self, seconds, call=None, **more):
        asked[getattr(call, "__name__", "")] = seconds
        return whole(self, seconds, call, **more)

    monkeypatch.setattr(Workbench, "set_interval", set_interval)
    mine = Preferences(speed=0.5, frames=10)
    async with DlvizApp(fake(), clock, lambda one: Player(one, in_line), preferences=mine).run_test() as pilot:
        await pilot.pause()
        pilot.app.running.frame()
        assert pilot.app.running.view.speed == 4.0
    assert asked["tick"] == 0.1


@pytest.mark.parametrize(("kind", "ascii"), [("linux", True), ("vt220", True), ("xterm-256color", False)])
def test_a_console_whose_font_has_no_braille_gets_ascii(monkeypatch, kind, ascii):
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.setenv(name, "")
    assert terminal.suited(Preferences()).ascii is ascii


@pytest.mark.parametrize(
    ("environ", "ascii"),
    [
        ({"LC_ALL": "C"}, True),
        ({"LANG": "C"}, True),  # Python writes C.UTF-8 into LC_CTYPE
        ({"LANG": "POSIX", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, False),
        ({}, False),
    ],
)
def test_a_locale_that_is_set_to_ascii_gets_ascii(environ, ascii):
    """As it was set, not as Python goes on; one that nobody has set is no such wish."""
    code = "from dlviz.tui.console import ascii_locale; print(ascii_locale())"
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout == f"{ascii}\n"


HEAVY = ("numpy", "textual", "jax", "msgspec", "pandas", "rich")


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["config"]])
def test_words_alone_import_nothing_heavy(arguments):
    """Help, list and settings are there before anything that draws or trains could be."""
    program = (
        "import sys, json; from dlviz.tui.cli import main; main(sys.argv[1:]);"
        "print(); print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert not set(json.loads(done.stdout.splitlines()[-1])) & set(HEAVY)
