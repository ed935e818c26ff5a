"""The rules of the house, read from the source and from a running interpreter."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ROOMS = ("data", "engine", "scenarios", "tui")
FORBIDDEN = {
    "data": {"jax", "jaxtyping", "textual", "plotext", "dlviz.engine", "dlviz.scenarios", "dlviz.tui"},
    "engine": {"tomllib", "pandas", "textual", "plotext", "dlviz.data", "dlviz.scenarios", "dlviz.tui"},
    "scenarios": {"textual", "plotext", "dlviz.tui"},
}
SOURCES = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
FILES = {"open", "fdopen", "read_text", "write_text", "read_bytes", "write_bytes"}
FILES |= {
    "load",
    "loadtxt",
    "genfromtxt",
    "fromfile",
    "memmap",
    "save",
    "savetxt",
    "savez",
    "savez_compressed",
    "tofile",
}
LONGEST = 24_000  # bytes: a file holds one idea


def imported(path):
    """Every module that a file names in an import, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: import by the full name, dlviz.{path.parent.name}"
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_knows_only_what_it_may(room):
    """No room imports a library or a room that the design keeps out of it."""
    for path in (HOUSE / room).rglob("*.py"):
        for name in imported(path):
            wrong = [other for other in FORBIDDEN[room] if name == other or name.startswith(other + ".")]
            assert not wrong, f"{path.relative_to(HOUSE)} imports {name}"


def test_the_engine_opens_no_file():
    """The engine neither opens nor reads a file, but for the system's word on how much memory there is."""
    for path in set((HOUSE / "engine").rglob("*.py")) - {HOUSE / "engine" / "memory.py"}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "") or getattr(getattr(node, "func", None), "attr", "")
            assert name not in FILES, f"{path.name}:{node.lineno} calls {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_file_is_finished_and_short(path):
    """A file has a docstring, holds one idea, and leaves nothing for later."""
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < LONGEST
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "Place" + "holder"):
        assert word not in text, f"{word} in {path}"


def test_every_package_is_shipped():
    """A folder with Python files that pyproject.toml does not list would be missing from the wheel."""
    import tomllib

    setup = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {"dlviz." + ".".join(path.parent.relative_to(HOUSE).parts) for path in SOURCES}
    assert folders == set(setup["packages"]) == set(setup["package-dir"])


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["new", "--help"], ["list"]])
def test_help_and_list_import_nothing_heavy(arguments):
    """Help and the list come without JAX, NumPy, pandas, Textual, plotext or msgspec."""
    program = (
        "import sys; from dlviz.tui.cli import main; code = main(sys.argv[1:]);"
        "print(*sys.modules, sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    heavy = {"jax", "numpy", "pandas", "textual", "plotext", "msgspec", "pydantic", "jaxtyping"}
    assert heavy.isdisjoint(done.stderr.split())
    assert done.stdout


@pytest.mark.parametrize(
    "arguments", [["run", "momentum", "--headless", "--steps", "2"], ["show", "momentum", "--keras"]]
)
def test_a_run_in_a_pipe_imports_no_screen(arguments):
    """What writes lines for programs comes without Textual and without the pictures."""
    program = (
        "import sys; from dlviz.tui.cli import main; code = main(sys.argv[1:]);"
        "print(*sys.modules, sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert {"textual", "dlviz.tui.pictures", "keras"}.isdisjoint(done.stderr.split())
    assert done.stdout
