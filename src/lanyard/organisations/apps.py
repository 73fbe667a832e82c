from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lanyard.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Let the rights register know this room's permissions."""
        from lanyard.organisations import policy  # noqa: F401
