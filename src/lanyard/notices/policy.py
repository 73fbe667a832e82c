"""Who may do what with messages: everybody, with their own."""

from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import roles
from lanyard.engines.rights import Reach, permission

READ_OWN = permission("notices.read-own", _("Read one's own messages"), dict.fromkeys(roles(), Reach.OWN))
