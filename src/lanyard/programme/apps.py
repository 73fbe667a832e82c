from importlib import import_module

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "lanyard.programme"
    label = "programme"

    def ready(self) -> None:
        """Let the room's rights, evidence, kind of subject and panels register themselves."""
        for module in ("policy", "subjects", "evidence", "panels", "parents"):
            import_module(f"{self.name}.{module}")
