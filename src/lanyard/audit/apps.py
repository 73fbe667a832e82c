from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lanyard.audit"
    label = "audit"
    verbose_name = "The ledger of changes and of looks"
