"""The roles of the catalogue: which posts exist and where each can be held."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue" / "roles.toml"

# The person at the machine's own command line. Not a post; permissions that it has name it.
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of post: its title, the kinds of organisation that have it, and the rule's source.

    `leader`: may deliver to children. `sole`: one holder at a time. `senior`: answers for the whole force,
    so only those who lead it give the post.
    """

    id: str
    title: str
    kinds: tuple[str, ...]
    source: str
    last_checked: date
    leader: bool = False
    sole: bool = False
    senior: bool = False


@cache
def roles() -> dict[str, Role]:
    """Return every role by id, in the catalogue's order. Raises ValueError when an id stands twice."""
    rows = tomllib.loads(CATALOGUE.read_text())["role"]
    found = {row["id"]: Role(**{**row, "kinds": tuple(row["kinds"])}) for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name}: a role id stands twice")
    return found


def leader_roles() -> list[str]:
    """Return the ids of the roles whose holders may deliver to children."""
    return [role.id for role in roles().values() if role.leader]


def roles_at(kind: str) -> list[str]:
    """Return the ids of the roles that can be held at a kind of organisation."""
    return [role.id for role in roles().values() if kind in role.kinds]
