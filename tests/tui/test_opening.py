import subprocess
import sys

import pytest
from textual.widgets import Static

from dlviz.scenarios.entries import find
from dlviz.tui.app import DlvizApp
from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.opening import Opening
from dlviz.tui.screens.workbench import Workbench


def words(app):
    return [str(one.render()) for one in app.screen.query(Static)]


@pytest.fixture
def patient(monkeypatch):
    """An app whose imports take for ever: it stays at its first words."""
    monkeypatch.setattr(DlvizApp, "_prepare_behind", lambda self: None)
    return lambda scenario=None: DlvizApp(scenario, at_once=False)


async def test_the_first_words_say_what_is_opened(patient):
    """Name, section and question stand on the screen before anything else does."""
    app = patient(find("perceptron-gd"))
    async with app.run_test(size=(120, 36)):
        assert isinstance(app.screen, Opening)
        assert words(app) == ["dlviz  perceptron-gd §1.2.1", "What does the learning rate decide?", "opening …"]


async def test_the_first_words_of_the_catalogue(patient):
    """The catalogue has no question; it says that it opens."""
    app = patient()
    async with app.run_test(size=(80, 24)):
        assert words(app) == ["dlviz", "opening …"]


async def test_leaving_while_it_opens(patient):
    """The keys that leave do so from the first moment."""
    app = patient(find("gd-vs-sgd"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
    assert app.return_value == 0


async def test_user_text_in_the_first_words(fake, patient):
    """Brackets and escape codes in a question show as text; in ASCII the signs are spelt."""
    app = patient(fake(question="[bold]why[/] \x1b[2J?"))
    app.look = app.look.in_ascii()
    async with app.run_test(size=(80, 24)):
        assert words(app) == ["dlviz  fake section 4.1", r"[bold]why[/] \x1b[2J?", "opening ..."]


@pytest.mark.parametrize(("asked", "kind"), [(None, Catalogue), (find("perceptron-gd"), Workbench)])
async def test_the_screen_follows(asked, kind):
    """Behind the first words the screen that was asked for is prepared, and takes their place."""
    app = DlvizApp(asked, at_once=False)
    async with app.run_test(size=(80, 24)) as pilot:
        while isinstance(app.screen, Opening):
            await pilot.pause()
        assert isinstance(app.screen, kind)


async def test_a_fault_while_it_opens(monkeypatch, tmp_path):
    """What goes wrong behind the first words ends the program with one sentence."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(DlvizApp, "_prepare", lambda self: 1 / 0)
    app = DlvizApp(None, at_once=False)

    async def run():
        async with app.run_test(size=(80, 24)) as pilot:
            while app.return_value is None:
                await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run()
    assert app.return_value == 70
    assert app.fault.startswith("dlviz: a fault of the screen, ZeroDivisionError")


def test_the_first_words_need_no_numpy():
    """On the way to the first words neither NumPy nor msgspec nor JAX is imported, whatever the settings are."""
    program = (
        "import sys, dlviz.tui.app, dlviz.tui.screens.opening, dlviz.scenarios.entries as e; e.find('iris-mlp');"
        "from dlviz.tui import preferences, terminal; preferences.read(); terminal.title('x', True);"
        "mine = preferences.Preferences(theme='nord', colours='256', ascii=True);"
        "dlviz.tui.app.DlvizApp(e.find('iris-mlp'), at_once=False, preferences=mine);"
        "print({'numpy', 'msgspec', 'jax', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
