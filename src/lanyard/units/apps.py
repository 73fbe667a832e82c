from importlib import import_module

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "lanyard.units"
    label = "units"

    def ready(self) -> None:
        """Let the room's rights, evidence, panels and listeners register themselves."""
        for module in (
            "policy",
            "subjects",
            "evidence",
            "selection_evidence",
            "needs_evidence",
            "panels",
            "list_panels",
            "listeners",
        ):
            import_module(f"{self.name}.{module}")
