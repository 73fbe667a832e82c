from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "lanyard.workforce"
    label = "workforce"

    def ready(self) -> None:
        """Let the room register its permissions, its evidence, its ways in, and who opens its documents."""
        from lanyard.design.navigation import nav_item
        from lanyard.documents.owners import owner
        from lanyard.workforce import evidence, panels, policy  # noqa: F401
        from lanyard.workforce.models import DOCUMENTS, StaffRecord

        owner(DOCUMENTS, policy.VIEW_OFFICER, StaffRecord.objects.all)
        nav_item(50, _("Officers"), "workforce:officers", policy.LIST_OFFICERS)
        nav_item(60, _("My record"), "workforce:my_record", policy.DECLARE)
