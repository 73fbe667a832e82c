from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "lanyard.workforce"
    label = "workforce"

    def ready(self) -> None:
        """Let the room register its permissions."""
        from lanyard.workforce import policy  # noqa: F401
