from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "lanyard.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        """Register what the room declares: rights, evidence, panels and what it listens to."""
        for module in ("policy", "subjects", "evidence", "panels", "listening"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
