"""Small grain, and no cycle: what house style promises, measured over the whole of app/."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
FILES = sorted(path for path in APP.rglob("*.py") if "static" not in path.parts)
MOST_LINES = {"*.py": 250, "*.html": 150, "*.js": 200}
SAYS_NOTHING = {"utils", "helpers", "common", "misc", "base", "manager", "services"}


def lengths() -> list[tuple[int, str]]:
    """Every function with its lines, decorators and docstring included."""
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append(((node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"))
    return sorted(found, reverse=True)


def test_no_function_is_over_40_lines_and_nine_in_ten_are_at_most_15(record_property: pytest.FixtureRequest) -> None:
    found = lengths()
    sizes = [size for size, _ in found]
    record_property("median_lines", statistics.median(sizes))  # type: ignore[operator]
    assert found[0][0] <= 40, found[0]
    short = sum(size <= 15 for size in sizes) / len(sizes)
    assert short >= 0.9, (short, found[:20])
    assert statistics.median(sizes) <= 8


@pytest.mark.parametrize("pattern", MOST_LINES)
def test_every_file_is_one_idea(pattern: str) -> None:
    here = [path for path in APP.rglob(pattern) if "vendor" not in path.parts]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in here
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES[pattern]
    }
    assert here
    assert not long


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [str(path) for path in FILES if path.stem in SAYS_NOTHING]


def test_package_files_are_empty() -> None:
    assert not [str(path) for path in FILES if path.name == "__init__.py" and path.read_text(encoding="utf-8").strip()]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports() -> dict[str, set[str]]:
    """Who imports whom, imports hidden in functions counted."""
    names = {module_of(path) for path in FILES}
    found: dict[str, set[str]] = {}
    for path in FILES:
        mine = found.setdefault(module_of(path), set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                mine |= {alias.name for alias in node.names} & names
            elif isinstance(node, ast.ImportFrom) and node.module:
                mine |= ({node.module} | {f"{node.module}.{alias.name}" for alias in node.names}) & names
    return found


def test_there_is_no_import_cycle() -> None:
    left = imports()
    while free := {name for name, wanted in left.items() if not wanted & left.keys() - {name}}:
        left = {name: wanted for name, wanted in left.items() if name not in free}
    assert not left, sorted(left)


def test_no_page_carries_an_inline_style_or_script() -> None:
    for path in (APP / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", text), path
        assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text), path
