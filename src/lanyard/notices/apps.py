from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "lanyard.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the room register its permissions and its ways in."""
        from lanyard.design.navigation import nav_item
        from lanyard.notices import policy

        nav_item(10, _("Today"), "notices:today", None)
        nav_item(90, _("Messages"), "notices:notices", policy.READ_OWN)
