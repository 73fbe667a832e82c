from importlib import import_module

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "lanyard.consents"
    label = "consents"

    def ready(self) -> None:
        """Let the room's rights, evidence and panels register themselves."""
        for module in ("policy", "evidence", "panels", "writing", "completing", "idle"):
            import_module(f"{self.name}.{module}")
