"""What other parts do when something was answered: they register here and are called in the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lanyard.consents.models import Answer


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody says now, and what they said before: "" for nothing (`now` of an answer that was a mistake)."""

    answer: Answer  # the new row, or the one that was withdrawn
    before: str
    now: str

    @property
    def may_stop(self) -> bool:
        """True where what relied on a yes may have to stop: anything but a yes was said, or a yes is gone."""
        return self.now != Answer.YES


Listener = Callable[[Sequence[Answered]], None]
_listeners: list[Listener] = []


def after_answers(listener: Listener) -> Listener:
    """Register a function that is called with all that was answered at once, after it was written."""
    _listeners.append(listener)
    return listener


def tell(answered: Sequence[Answered]) -> None:
    """Tell everybody who registered, within the caller's change."""
    for listener in _listeners:
        listener(answered)
