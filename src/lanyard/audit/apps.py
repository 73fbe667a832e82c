from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "lanyard.audit"
    label = "audit"
    verbose_name = "The ledger of changes and of looks"

    def ready(self) -> None:
        """Let every room say what its acts are called."""
        autodiscover_modules("verbs")
