"""The list of people who deliver as a file: one row for each thing that a person needs."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

from lanyard.design.tables import safe_cell
from lanyard.design.words import status_look
from lanyard.workforce.queries import LeaderRow, Need

COLUMNS = ("name", "collar_number", "post", "supervisor", "state", "need", "status", "day")


def officers_file(rows: Iterable[LeaderRow]) -> HttpResponse:
    """Return the list as CSV; somebody who needs nothing has one row."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="officers.csv"'
    file = csv.writer(response)
    file.writerow(COLUMNS)
    for row in rows:
        needs: list[Need | None] = [*row.needs] or [None]
        for need in needs:
            file.writerow([safe_cell(value) for value in (*_person(row), *_need(need))])
    return response


def _person(row: LeaderRow) -> list[str]:
    posts = "; ".join(f"{post.title}, {post.organisation.name}" for post in row.posts)
    profile = row.officer
    supervisor = profile.supervisor.name if profile and profile.supervisor else ""
    return [row.person.name, profile.collar_number if profile else "", posts, supervisor, row.state]


def _need(need: Need | None) -> list[str]:
    if need is None:
        return ["", "", ""]
    return [str(need.kind.title), str(status_look(need.finding.status)[1]), need.day.isoformat() if need.day else ""]
