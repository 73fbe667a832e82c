from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lanyard.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Declare the permissions."""
        import_module("lanyard.accounts.policy")
