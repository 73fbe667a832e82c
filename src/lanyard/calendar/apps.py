from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "lanyard.calendar"
    label = "calendar_room"

    def ready(self) -> None:
        """Declare this room's permissions and panels."""
        from lanyard.calendar import panels, policy  # noqa: F401
