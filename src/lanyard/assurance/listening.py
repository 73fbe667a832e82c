"""What this room does when an installation is set up."""

from typing import Any

from lanyard.assurance.catalogue import newest
from lanyard.organisations.events import on_init


@on_init
def catalogue_version() -> dict[str, Any]:
    """Say which version of the national framework comes with this installation."""
    return {"catalogue_version": newest().version}
