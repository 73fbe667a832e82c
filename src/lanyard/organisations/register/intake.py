"""Reading a whole register: every line counted once, every change found, nothing written."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from lanyard.organisations.register.compare import Change, Knowledge, Outcome, differences, opening
from lanyard.organisations.register.layout import Layout, layout_of
from lanyard.organisations.register.problems import Problem, Unreadable
from lanyard.organisations.register.rows import Line, RowReader, line_of
from lanyard.organisations.register.source import Lines, opened

_BATCH = 1000


@dataclass
class Reading:
    """What was read: lines counted by outcome, the changes, and everything wrong with the file."""

    rows: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return the counts and problems with the keys of the command line's JSON."""
        counts = {str(outcome): self.outcomes[outcome] for outcome in Outcome}
        kinds = Counter(kind for change in self.changes for kind in change.kinds)
        return {
            "rows": self.rows, **counts, "kinds": dict(kinds), "unmapped_authorities": dict(self.unmapped),
            "errors": [problem.as_json() for problem in self.problems],
        }  # fmt: skip

    def count(self, outcome: Outcome) -> None:
        """Count one line."""
        self.outcomes[outcome] += 1


def read_register(file: IO[bytes], knowledge: Knowledge) -> Reading:
    """Read a register and compare it with what is known. Never raises for what is wrong with the file."""
    reading = Reading()
    try:
        with opened(file) as readline:
            _read_table(csv.reader(Lines(readline), strict=True), knowledge, reading)
    except Unreadable as unreadable:
        reading.problems.append(unreadable.problem)
    return reading


def _read_table(table: Any, knowledge: Knowledge, reading: Reading) -> None:
    lines = _lines(table)
    layout = _header(table, lines)
    reader = RowReader(layout)
    seen: dict[str, int] = {}
    waiting: list[tuple[Line, Mapping[str, Any]]] = []
    for number, row in lines:
        reading.rows += 1
        line = line_of(number, _fitted(number, row, layout), layout)
        _refuse_twice(line, seen, layout)
        if knowledge.same(line):
            reading.count(Outcome.UNCHANGED)
            continue
        _weigh(line, reader, knowledge, reading, waiting)
        if len(waiting) >= _BATCH:
            _settle(waiting, reading)
        if reader.full:
            break
    _settle(waiting, reading)
    reading.problems += reader.problems
    if not reading.rows:
        raise Unreadable(_("The file has headings but no schools. Download it again."), 1)


def _lines(table: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line on which it begins; empty lines are passed over."""
    while True:
        begins = table.line_num + 1
        try:
            row = next(table, None)
        except csv.Error as broken:
            raise _broken_quotes(begins, str(broken)) from broken
        if row is None:
            return
        if row:
            yield begins, row


def _broken_quotes(line: int, what: str) -> Unreadable:
    if "unexpected end" in what:
        message = _("The file ends in the middle of a value that began here. It was cut short: download it again.")
    elif "field larger" in what:
        message = _("A value is far too long: a quotation mark may be missing. Download the file again.")
    else:
        message = _("The quotation marks of this line don't match. Download the file again.")
    return Unreadable(message, line)


def _header(table: Any, lines: Iterator[tuple[int, list[str]]]) -> Layout:
    found = next(lines, None)
    if found is None:
        raise Unreadable(_("The file is empty. Download it again."))
    return layout_of(found[1])


def _fitted(number: int, row: list[str], layout: Layout) -> list[str]:
    """Check that a row has the heading's number of values. Raises Unreadable when it has not."""
    if len(row) == layout.width:
        return row
    numbers = {"found": len(row), "width": layout.width}
    if len(row) < layout.width:
        message = _("The line has %(found)s values and the heading %(width)s: it was cut short. Download it again.")
        raise Unreadable(message % numbers, number)
    if not layout.may_run_on:
        message = _("The line has %(found)s values and the heading %(width)s: a value with a comma lacks its quotes.")
        raise Unreadable(message % numbers, number)
    return row


def _refuse_twice(line: Line, seen: dict[str, int], layout: Layout) -> None:
    first = seen.setdefault(line.urn, line.number)
    if first != line.number:
        message = _("URN %(urn)s stands on line %(first)s and on line %(second)s. Download the file again.")
        numbers = {"urn": line.urn[:20], "first": first, "second": line.number}
        raise Unreadable(message % numbers, line.number, layout.headings[0])


def _weigh(
    line: Line, reader: RowReader, known: Knowledge, reading: Reading, waiting: list[tuple[Line, Mapping[str, Any]]]
) -> None:
    facts = reader.facts(line)
    if facts is None:
        return
    outcome = known.verdict(line.urn, facts)
    if outcome is None:
        waiting.append((line, facts))
        return
    reading.count(outcome)
    if outcome is Outcome.NEW:
        reading.changes.append(opening(line, facts))
    elif outcome is Outcome.UNMAPPED:
        reading.unmapped[facts["la_code"]] += 1


def _settle(waiting: list[tuple[Line, Mapping[str, Any]]], reading: Reading) -> None:
    """Count the lines that had to be compared fact by fact, and keep those that differ."""
    for change in differences(waiting) if waiting else []:
        reading.count(change.outcome if change else Outcome.UNCHANGED)
        if change:
            reading.changes.append(change)
    waiting.clear()
