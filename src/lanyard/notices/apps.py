from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "lanyard.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the room register its permissions, its checks and its ways in."""
        from lanyard.design.navigation import nav_item
        from lanyard.notices import checks, policy  # noqa: F401

        nav_item(10, _("Today"), "notices:today", None)
        nav_item(15, _("Messages"), "notices:notices", policy.READ_OWN, seldom=True)
