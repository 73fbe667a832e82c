"""Checks that messages can go out as the settings say."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register("lanyard")
def check_notify(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Refuse GOV.UK Notify without its key or its template."""
    if settings.NOTICES_BACKEND != "notify" or (settings.NOTIFY_API_KEY and settings.NOTIFY_TEMPLATE_ID):
        return []
    hint = (
        "Set LANYARD_NOTIFY_API_KEY and LANYARD_NOTIFY_TEMPLATE_ID (places ((subject)) and ((body))), or choose smtp"
    )
    return [Error("LANYARD_NOTICES is notify, but its key or template is missing", hint=hint, id="lanyard.E010")]


@register("lanyard")
def check_outbox(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Warn outside the demonstration when e-mails are only written to a folder."""
    if settings.DEMO or settings.NOTICES_BACKEND != "file":
        return []
    hint = "Set LANYARD_NOTICES to smtp or notify"
    return [Warning(f"E-mails go to {settings.OUTBOX_DIR} and reach nobody", hint=hint, id="lanyard.W011")]
