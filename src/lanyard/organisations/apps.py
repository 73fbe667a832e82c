from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lanyard.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Declare this room's permissions and ways in."""
        from lanyard.organisations import policy, ways  # noqa: F401
