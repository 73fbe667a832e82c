"""Whose session a request belongs to."""

from allauth.account.auth_backends import AuthenticationBackend

from lanyard.accounts.actors import with_posts
from lanyard.accounts.models import Person


class Backend(AuthenticationBackend):
    """Signing in is allauth's. On every request after it, the person and the posts they hold are one query."""

    def get_user(self, user_id: str) -> Person | None:
        """Return the person of a session with the posts they hold today; nobody who may no longer come in."""
        person = with_posts(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
