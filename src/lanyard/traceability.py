"""Which capabilities are shown working, and by which tests: read from the marks, without running a test."""

import argparse
import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lanyard.design.console import output
from lanyard.engines.refusals import Refused

CATALOGUE = Path(__file__).parent / "catalogue" / "capabilities.toml"


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing the source documents ask for: its id, our title and where it stands."""

    id: str
    title: str
    source: str


@cache
def capabilities() -> dict[str, Capability]:
    """Return every capability by id, in the catalogue's order. Raises ValueError when an id stands twice."""
    rows = tomllib.loads(CATALOGUE.read_text())["capability"]
    found = {row["id"]: Capability(row["id"], row["title"], row["source"]) for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name}: a capability id stands twice")
    return found


def tests_by_capability(folder: Path) -> dict[str, list[str]]:
    """Return the tests that carry each capability's mark, as pytest names them.

    Raises Refused when a folder has no tests or a mark names a capability that does not exist.
    """
    if not folder.is_dir():
        raise Refused(f"{folder}: no tests here; run this in a clone of the project")
    found = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        for capability, test in _marks(path, folder.parent):
            if capability not in capabilities():
                raise Refused(f"{test}: no capability {capability!r}; use an id of {CATALOGUE.name}")
            found[capability].append(test)
    return found


def _marks(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(), filename=str(path))
    name = path.relative_to(root).as_posix()
    whole_file = [node.value for node in tree.body if isinstance(node, ast.Assign) and _is_pytestmark(node)]
    yield from _tests_in(tree, name, _ids(whole_file))


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


def _tests_in(node: ast.Module | ast.ClassDef, name: str, inherited: list[str]) -> Iterator[tuple[str, str]]:
    for item in node.body:
        if isinstance(item, ast.ClassDef) and item.name.startswith("Test"):
            yield from _tests_in(item, f"{name}::{item.name}", inherited + _ids(item.decorator_list))
        if isinstance(item, ast.FunctionDef) and item.name.startswith("test_"):
            for capability in dict.fromkeys(inherited + _ids(item.decorator_list)):
                yield capability, f"{name}::{item.name}"


def _ids(expressions: list[ast.expr]) -> list[str]:
    nodes = [node for expression in expressions for node in ast.walk(expression)]
    marks = [node for node in nodes if isinstance(node, ast.Call) and _is_mark(node.func)]
    return [str(arg.value) for call in marks for arg in call.args if isinstance(arg, ast.Constant)]


def _is_mark(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "capability"


def document(folder: Path) -> dict:
    """Return the capabilities with their tests, and the ids of those without."""
    tests = tests_by_capability(folder)
    rows = [
        {"id": row.id, "title": row.title, "source": row.source, "tests": tests.get(row.id, [])}
        for row in capabilities().values()
    ]
    return {"capabilities": rows, "uncovered": [row["id"] for row in rows if not row["tests"]]}


def page(folder: Path | None = None) -> str:
    """Return docs/traceability.md: a table of all capabilities, then the tests of each."""
    found = document(folder or _tests_folder())
    rows = found["capabilities"]
    table = [f"| {r['id']} | {r['title']} | {r['source']} | {len(r['tests']) or ''} |" for r in rows]
    return "\n".join([*_HEAD, *table, "", *_lists(rows)])


_HEAD = [
    "# Capabilities and the tests that show them",
    "",
    "Made by `bin/lanyard docs` from the marks on the tests. A row with no number is not built yet.",
    "",
    "| id | capability | source | tests |",
    "|---|---|---|---|",
]


def _lists(rows: list[dict]) -> Iterator[str]:
    for row in rows:
        if row["tests"]:
            yield from (f"## {row['id']}: {row['title']}", "", *(f"- `{test}`" for test in row["tests"]), "")


def _tests_folder() -> Path:
    from django.conf import settings

    return settings.BASE_DIR / "tests"


def register(commands) -> None:
    """Add the traceability command."""
    parser = commands.add_parser("traceability", help="every capability with the tests that show it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every capability with its tests; those without are listed last."""
    found = document(_tests_folder())
    lines = [f"{r['id']:8}{len(r['tests']):4}  {r['title']}" for r in found["capabilities"]]
    output(args, found, "\n".join([*lines, "", f"without a test: {', '.join(found['uncovered']) or 'none'}"]))
    return 0
