"""The ways in to this room's pages."""

from django.utils.translation import gettext_lazy as _

from lanyard.design.navigation import nav_item
from lanyard.organisations import policy

nav_item(20, _("Schools"), "organisations:schools", policy.VIEW_SCHOOL)
nav_item(75, _("Areas"), "organisations:areas", policy.MANAGE_AREAS, seldom=True)
nav_item(76, _("Registers"), "organisations:registers", policy.IMPORT_REGISTER, seldom=True)
nav_item(77, _("Forces"), "organisations:forces", policy.VIEW_FORCES)
