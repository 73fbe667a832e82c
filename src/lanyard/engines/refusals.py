"""The ways an action says no. The message is written for the person who asked, in plain English."""


class Refused(Exception):
    """An action was refused. `field` names the form field the message belongs beside, if any."""

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same thing first: one wins, the other is told."""


class Forbidden(Exception):
    """The actor has no right to this. Pages answer exactly as if the thing did not exist."""
