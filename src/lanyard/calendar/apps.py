from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "lanyard.calendar"
    label = "calendar_room"

    def ready(self) -> None:
        """Let the rights register know this room's permissions."""
        from lanyard.calendar import policy  # noqa: F401
