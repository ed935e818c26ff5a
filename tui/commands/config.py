"""Show the settings of the window, or change one.

`dlviz config` lists every setting with its value, `dlviz config theme nord` changes one, `dlviz config --unset theme`
returns to the default. They are kept in one TOML file of yours, whose own comments stay; options such as
`dlviz run momentum --theme light` win over it. For what is wrong in it the default holds, and the list says so; --unset
takes out whatever stands there. Training without a window knows no settings.
"""

from __future__ import annotations

import sys
from textwrap import wrap

from dlviz.tui import preferences
from dlviz.tui.arguments import Namespace, Parser
from dlviz.tui.console import Console, remark
from dlviz.tui.errors import InputError


def add_arguments(parser: Parser) -> None:
    """Declare what `dlviz config` takes."""
    parser.add_argument("setting", metavar="SETTING", nargs="?", help="one of those that dlviz config lists")
    parser.add_argument("value", metavar="VALUE", nargs="?", help="what it shall be from now on")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--unset", metavar="SETTING", help="back to its default")
    instead.add_argument("--path", action="store_true", help="print where the file is, and nothing else")


def run(arguments: Namespace) -> int:
    """Show or change."""
    console = Console(sys.stdout)
    if (arguments.unset or arguments.path) and arguments.setting:
        raise InputError("--unset and --path stand alone; see dlviz config --help")
    path = preferences.config_file()
    if arguments.path:
        console.line(str(path))
    elif arguments.unset:
        preferences.keep(arguments.unset, None)
    elif arguments.value is not None:
        preferences.keep(arguments.setting, preferences.from_text(arguments.setting, arguments.value))
    elif arguments.setting:
        console.line(_plain(getattr(preferences.read(path), preferences.known(arguments.setting))))
        remark(preferences.wrong(path))
    else:
        for line in table(console):
            console.line(line)
        remark(preferences.wrong(path))
    return 0


def table(console: Console) -> list[str]:
    """Every setting: value, default where that is another, meaning; between tabs where nobody looks."""
    path = preferences.config_file()
    found = preferences.read(path)
    rows = [
        (name, _plain(getattr(found, name)), _plain(default), preferences.MEANINGS[name])
        for name, default in preferences.DEFAULTS.items()
    ]
    if not console.terminal:
        return ["\t".join(row) for row in rows]
    names = max(len(name) for name, *_ in rows)
    values = max(len(value) for _, value, *_ in rows)
    lines = []
    for name, value, default, meaning in rows:
        told = meaning if value == default else f"{meaning} (default {default})"
        padded = value.ljust(values)
        lines.append(f"{name:{names}}  {console.styled(padded, 'bold') if value != default else padded}  {told}")
    where = str(path) if path.exists() else f"{path} (none yet)"
    themes = wrap(", ".join(preferences.choices("theme")), max(console.width - names - 2, 20), break_on_hyphens=False)
    heads = ["themes", *[""] * len(themes)]
    listed = [f"{head:{names}}  {line}" for head, line in zip(heads, themes, strict=False)]
    return [*lines, "", *listed, "", f"{'file':{names}}  {where}"]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else preferences.written(value)
