"""What is written to parents and carers, in their language. It is open to anybody on its way: no child is named."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lanyard.consents.models import Asked, ParentsTold
from lanyard.notices.backends import EMAIL, SMS, channels
from lanyard.notices.outside import Outside
from lanyard.notices.phones import mobile
from lanyard.units.models import Adult


def way_to(adult: Adult) -> tuple[str, str]:
    """Return how an adult can be reached, and at which address: by e-mail, by text, or only on paper."""
    if adult.email:
        return EMAIL, adult.email
    number = mobile(adult.phone) if SMS in channels() else ""
    return (SMS, number) if number else (Asked.PAPER, "")


def asking(adult: Adult, address: str, about: str, answer_by: date) -> Outside:
    """Write the first message: the school asks for answers by a day."""
    with override(adult.language):
        facts = {**_facts(adult), "day": formats.date_format(answer_by)}
        subject = _("%(school)s asks for your answers about Mini Police") % facts
        email = _(
            "Hello %(name)s,\n\n%(school)s asks what you say about Mini Police.\n\n"
            "Please answer by %(day)s. It takes about 5 minutes:\n%(link)s\n\n"
            "The link is only for you. Please do not pass it on. "
            "First we ask you one thing that you know.\n\n"
            "You did not expect this? Ask the school.\n"
        )
        text = _("%(school)s asks for your answers about Mini Police by %(day)s. Only for you: %(link)s")
        return _message(adult, about, address, subject, email % facts, text % facts)


def reminder(adult: Adult, address: str, about: str, answer_by: date) -> Outside:
    """Write a reminder to somebody who has not answered."""
    with override(adult.language):
        facts = {**_facts(adult), "day": formats.date_format(answer_by)}
        subject = _("%(school)s still waits for your answers about Mini Police") % facts
        email = _(
            "Hello %(name)s,\n\n%(school)s does not have your answers about Mini Police yet.\n\n"
            "Please answer by %(day)s. You can say yes or no. It takes about 5 minutes:\n%(link)s\n\n"
            "The link is only for you. Please do not pass it on.\n"
        )
        text = _("%(school)s still waits for your answers about Mini Police, by %(day)s. Only for you: %(link)s")
        return _message(adult, about, address, subject, email % facts, text % facts)


def fresh_link(adult: Adult, address: str, about: str) -> Outside:
    """Write the message with a fresh link, after somebody asked for one with an old link."""
    with override(adult.language):
        facts = _facts(adult)
        subject = _("Your new link for Mini Police")
        email = _(
            "Hello %(name)s,\n\nHere is your new link for Mini Police at %(school)s:\n%(link)s\n\n"
            "The link is only for you. Please do not pass it on.\n\n"
            "You did not ask for it? Then you need do nothing.\n"
        )
        text = _("Your new link for Mini Police at %(school)s, only for you: %(link)s")
        return _message(adult, about, address, subject, email % facts, text % facts)


def told(adult: Adult, address: str, about: str, kind: str, happens_at: datetime | None) -> Outside:
    """Write that something is planned or was done; what it is stands on the parent's own page."""
    with override(adult.language):
        facts = {**_facts(adult), "what": _what(kind, happens_at)}
        subject = _("News about Mini Police at %(school)s") % facts
        email = _(
            "Hello %(name)s,\n\n%(what)s\n\nRead more on your own page:\n%(link)s\n\n"
            "The link is only for you. Please do not pass it on. "
            "First we ask you one thing that you know.\n"
        )
        text = _("Mini Police at %(school)s: %(what)s Only for you: %(link)s")
        return _message(adult, about, address, subject, email % facts, text % facts)


def _what(kind: str, happens_at: datetime | None) -> str:
    day = formats.date_format(timezone.localtime(happens_at)) if happens_at else ""
    if kind == ParentsTold.PLANNED:
        return _("A Mini Police session is planned for %(day)s.") % {"day": day} if day else _("New plans are made.")
    if day:
        return _("On %(day)s there was a Mini Police session.") % {"day": day}
    return _("You can read what Mini Police has done.")


def _facts(adult: Adult) -> dict[str, str]:
    # The link is put in its place only when the message goes out; a school's name must not be taken for it.
    return {"name": _safe(adult.name), "school": _safe(adult.school.name), "link": "{link}"}


def _safe(name: str) -> str:
    return " ".join(name.replace("{", "(").replace("}", ")").split())


def _message(adult: Adult, about: str, address: str, subject: str, email: str, text: str) -> Outside:
    channel, _address = way_to(adult)
    if channel == SMS:
        return Outside(about, SMS, address, adult.language, "", text)
    return Outside(about, EMAIL, address, adult.language, subject, email)
