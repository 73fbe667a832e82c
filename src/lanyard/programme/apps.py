from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "lanyard.programme"
    label = "programme"

    def ready(self) -> None:
        """Declare the room's rights."""
        from lanyard.programme import policy  # noqa: F401, PLC0415
