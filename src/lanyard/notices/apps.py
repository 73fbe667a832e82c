from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lanyard.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the room register its permissions."""
        from lanyard.notices import policy  # noqa: F401
