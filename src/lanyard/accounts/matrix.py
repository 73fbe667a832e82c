"""The role matrix: every permission and who has it, as docs/roles.md. Made from the code, never by hand."""

from django.utils import translation

from lanyard.accounts.policy import BY_LINK, INVITED, ONESELF
from lanyard.accounts.roles import OPERATOR, Role, roles
from lanyard.engines.rights import Permission, Reach, permissions

LETTERS = {Reach.UNDER: "U", Reach.ASSIGNED: "A", Reach.OWN: "O"}
SPECIAL = {
    OPERATOR: "the command line",
    INVITED: "whoever holds an invitation's link",
    BY_LINK: "a parent or carer who holds a personal link",
    ONESELF: "everybody who signs in",
}


def role_matrix() -> str:
    """Return the page. Raises ValueError when a permission names a role that does not exist."""
    with translation.override("en-gb"):
        declared = permissions()
        _check(declared)
        return "\n".join([*_head(), *_rooms(declared), *_posts(), ""])


def check(text: str) -> bool:
    """Say whether a page still matches the code."""
    return text == role_matrix()


def _check(declared: list[Permission]) -> None:
    known = {*roles(), *SPECIAL}
    for permission in declared:
        strange = sorted(set(permission.roles) - known)
        if strange:
            raise ValueError(f"{permission.id} names roles that are not in the catalogue: {', '.join(strange)}")


def _head() -> list[str]:
    legend = [f"- **{letter}**: {reach.value}" for reach, letter in LETTERS.items()]
    return [
        "# Who may do what",
        "",
        "Made from the rooms' `policy.py` by `bin/lanyard docs`; don't edit it. Whoever is not named has no right.",
        "",
        *legend,
        "",
        "A permission marked *look* shows a child's or an officer's record: each use is an entry in the ledger.",
        "",
    ]


def _rooms(declared: list[Permission]) -> list[str]:
    lines: list[str] = []
    for room in sorted({permission.id.partition(".")[0] for permission in declared}):
        lines += [f"## {room.capitalize()}", "", "| permission | who, and how far |", "|---|---|"]
        lines += [_row(permission) for permission in declared if permission.id.partition(".")[0] == room]
        lines.append("")
    return lines


def _row(permission: Permission) -> str:
    order = [*roles(), *SPECIAL]
    holders = [f"{_name(role)} ({LETTERS[permission.roles[role]]})" for role in order if role in permission.roles]
    look = " *look*" if permission.looks else ""
    return f"| {_cell(permission.title)}{look}<br>`{permission.id}` | {', '.join(holders) or 'nobody'} |"


def _name(role: str) -> str:
    return SPECIAL.get(role) or role


def _posts() -> list[str]:
    lines = ["## Posts", "", "| id | post | held at | notes | source |", "|---|---|---|---|---|"]
    return lines + [
        f"| `{role.id}` | {_cell(role.title)} | {', '.join(role.kinds)} | {_notes(role)} | {_cell(role.source)} |"
        for role in roles().values()
    ]


def _notes(role: Role) -> str:
    notes = [
        (role.leader, "may deliver to children"),
        (role.sole, "one holder at a time"),
        (role.senior, "given by those who lead the force"),
    ]
    return ", ".join(text for holds, text in notes if holds)


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")
