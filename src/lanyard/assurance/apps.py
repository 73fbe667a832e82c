from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "lanyard.assurance"
    label = "assurance"
    verbose_name = "Requirements, evidence and readiness"

    def ready(self):
        """Load what the room registers."""
        from lanyard.assurance import evidence, listening, panels, policy  # noqa: F401
