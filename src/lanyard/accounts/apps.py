from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lanyard.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Declare the permissions, the checks, and what happens when somebody comes and goes."""
        for module in ("policy", "checks", "sessions", "panels"):
            import_module(f"lanyard.accounts.{module}")
