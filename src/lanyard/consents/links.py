"""Personal links of parents and carers: making one, and finding out whether it still opens (ADR 0020).

A link is a key, not a right for ever. Whether it opens is asked of the records each time: its adult must hold parental
responsibility and not be barred, and a child of theirs must be a member.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.policy import BY_LINK
from lanyard.consents.catalogue.asking import days, minutes, numbers
from lanyard.consents.models import Answer, Asked, Link
from lanyard.engines.ids import ALPHABET
from lanyard.engines.rights import Actor, Grant
from lanyard.units.models import Adult, Child, Member, Responsibility, Unit

LETTERS = 28  # of five random bits each
NAME = "Parent or carer by link"


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def make(adult: Adult, now: datetime, asked: Asked | None = None, **counted: Any) -> tuple[Link, str]:
    """Return a new link of an adult, not yet saved, with its address, which is never stored in clear."""
    token = "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(LETTERS))
    expires = now + days("link-days")
    link = Link(adult=adult, asked=asked, token_hash=digest(token), issued_at=now, expires_at=expires, **counted)
    return link, settings.BASE_URL + reverse("consents:parent", args=[token])


def another(adult: Adult, now: datetime, asked: Asked | None = None) -> tuple[Link, str]:
    """Make another link for an adult, not yet saved: wrong details given at their other links count on."""
    others = Link.objects.filter(adult=adult, revoked_at=None)
    counted = others.aggregate(tries=Max("tries"), locked_until=Max("locked_until"))
    return make(adult, now, asked, tries=counted["tries"] or 0, locked_until=counted["locked_until"])


def known(token: str) -> Link | None:
    """Return the link that a token belongs to, whether or not it still opens."""
    rows = Link.objects.select_related("adult__school")
    return rows.filter(token_hash=digest(token)).first()


def find(token: str) -> Link | None:
    """Return the link that a token opens, or None: forged, expired and stopped look the same."""
    link = known(token)
    return link if link is not None and opens(link, timezone.now()) else None


def opens(link: Link, now: datetime) -> bool:
    """Say whether a link opens now, by the records as they stand now."""
    if link.revoked_at is not None:
        return False
    if link.expires_at <= now and not Answer.objects.standing().filter(adult=link.adult_id).exists():
        return False
    return children_of(link.adult).exists()


def children_of(adult: Adult) -> QuerySet[Member]:
    """Return the members whom an adult may be asked about: parental responsibility, contact not barred (STO-19)."""
    answers_for = Responsibility.objects.asked().filter(adult=adult).values("child")
    running = Unit.objects.live(timezone.localdate())
    found = Member.objects.current().filter(child__in=answers_for, unit__in=running, unit__school=adult.school_id)
    return found.select_related("child", "unit__school")


def parent(adult: Adult) -> Actor:
    """Return the actor for an adult who shows their link: their right is the link itself."""
    at = adult.school
    return Actor(None, NAME, (Grant(BY_LINK, at.pk, at.kind, at.place.force, at.area_id),))


def revoke(links: QuerySet[Link], now: datetime) -> int:
    """Stop links for good, within the caller's change; return how many."""
    return links.filter(revoked_at=None).update(revoked_at=now)


def asks_for_birthday(members: Iterable[Member]) -> bool:
    """Say whether a date of birth is what confirms: wherever the school has one of any of the children."""
    return any(member.child.date_of_birth for member in members)


def confirms(detail: date | str, children: Iterable[Child]) -> bool:
    """Say whether a detail is right for one of the children: a date of birth, or a first name."""
    if isinstance(detail, date):
        return any(child.date_of_birth == detail for child in children)
    said = plain(detail)
    return bool(said) and any(said in _first_names(child) for child in children)


def _first_names(child: Child) -> set[str]:
    whole = child.given_name.split()
    return {plain(child.given_name), plain(whole[0]) if whole else ""} - {""}


def plain(name: str) -> str:
    """Return a name without what people leave out on a telephone: accents, capitals, apostrophes, spaces."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in parts if letter.isalnum())


def after_wrong(link: Link, now: datetime) -> dict:
    """Return what a wrong detail makes of the adult's links: one more try, a pause, or their end."""
    pause_after, end_after = numbers("tries")
    tries = link.tries + 1
    if tries >= end_after:
        return {"tries": tries, "revoked_at": now}
    locked = now + minutes("pause-minutes") if tries % pause_after == 0 else None
    return {"tries": tries, "locked_until": locked}


def recent(adult: Adult, now: datetime, span: timedelta) -> bool:
    """Say whether a link was made for an adult within a span of time."""
    return Link.objects.filter(Q(adult=adult), issued_at__gt=now - span).exists()
