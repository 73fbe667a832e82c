"""The requirement catalogue as a page of the documentation."""

from lanyard.accounts.roles import roles
from lanyard.assurance.catalogue import PARTS, Requirement, newest, statements

_HEAD = """# What must hold

Generated from the requirement catalogue (version {version}) by `bin/lanyard docs`. Do not edit.

| id | requirement | of each | matters | who | proof | source |
|---|---|---|---|---|---|---|
"""


def requirements_page() -> str:
    """Return the catalogue as Markdown: every requirement, then every sentence of the guidance and its items."""
    framework = newest()
    rows = [_row(r) for part in PARTS for r in framework.requirements if r.part == part]
    asked = [_statement(s) for s in statements()]
    return (
        _HEAD.format(version=framework.version)
        + "\n".join(rows)
        + "\n\n## What each sentence of the guidance asks for, and what carries it\n\n"
        + "| id | section | asks for | carried by |\n|---|---|---|---|\n"
        + "\n".join(asked)
        + "\n"
    )


def _row(r: Requirement) -> str:
    who = "the leader" if r.who == "leader" else roles()[r.who].title
    proof = f"word of a person, {r.attesting.months} months" if r.attesting else f"records: {r.evidence}"
    matters = f"{r.severity} {r.fix_days} days" if r.severity == "fix by" else r.severity
    return f"| {r.id} | {r.wording} | {r.kind} | {matters} | {who} | {proof} | {r.source} |"


def _statement(row: dict) -> str:
    carried = ", ".join(row.get("items", ())) or f"nothing: {row['asks_nothing'].lower()}"
    return f"| {row['id']} | {row['section']} | {row.get('asks', '–')} | {carried} |"
