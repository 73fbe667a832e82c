"""Ways for a message to go: a folder, a mail server, or GOV.UK Notify. One interface; settings choose."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

EMAIL, SMS = "email", "sms"


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail or a text message (which has no subject) as it goes out.

    `reference` is the same each time it is tried, so that a repeat can be told.
    """

    reference: str
    address: str
    subject: str
    body: str
    channel: str = EMAIL


class Undeliverable(Exception):
    """It did not go. `for_good` when trying again can't help."""

    def __init__(self, reason: str, *, for_good: bool = False):
        super().__init__(reason)
        self.for_good = for_good


class Backend(Protocol):
    """What every way of sending offers."""

    def send(self, letter: Letter) -> None:
        """Send it. Raises Undeliverable when it did not go."""
        ...


def backend() -> Backend:
    """Return the way of sending that the settings name."""
    ways: dict[str, type[Backend]] = {"file": FileOutbox, "smtp": MailServer, "notify": Notify}
    return ways[settings.NOTICES_BACKEND]()


def channels() -> tuple[str, ...]:
    """Return how a message can go out from here: by e-mail, and by text message where something can send those."""
    texts = settings.NOTICES_BACKEND == "file" or (
        settings.NOTICES_BACKEND == "notify" and bool(settings.NOTIFY_SMS_TEMPLATE_ID)
    )
    return (EMAIL, SMS) if texts else (EMAIL,)


def _message(letter: Letter) -> EmailMessage:
    domain = urlparse(settings.BASE_URL).hostname or "localhost"
    # The same id whenever it is tried: mail readers show a repeat once.
    headers = {"Message-ID": f"<{letter.reference}@{domain}>"}
    return EmailMessage(letter.subject, letter.body, to=[letter.address], headers=headers)


class FileOutbox:
    """Writes each message as a file of the outbox folder; for the demonstration and for trying things."""

    def send(self, letter: Letter) -> None:
        """Write the message whole or not at all; tried twice, it is the same file."""
        try:
            self._write(Path(settings.OUTBOX_DIR), letter)
        except OSError as failed:
            raise Undeliverable(str(failed)) from failed

    def _write(self, folder: Path, letter: Letter) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(self._content(letter))
        os.replace(name, folder / f"{letter.reference}.{'sms' if letter.channel == SMS else 'eml'}")

    def _content(self, letter: Letter) -> bytes:
        if letter.channel == SMS:
            return f"To: {letter.address}\n\n{letter.body}\n".encode()
        return _message(letter).message().as_bytes()


class MailServer:
    """Hands e-mails to a mail server (SMTP)."""

    def send(self, letter: Letter) -> None:
        """Hand it over. A text message can't go this way, however often it is tried."""
        if letter.channel == SMS:
            raise Undeliverable("a mail server sends no text messages", for_good=True)
        try:
            mailers.default.send_messages([_message(letter)])
        except OSError as failed:  # smtplib's errors are among these
            raise Undeliverable(str(failed)) from failed


class Notify:
    """Sends through GOV.UK Notify: a template with ((subject)) and ((body)), and one for texts with ((body))."""

    def send(self, letter: Letter) -> None:
        """Ask Notify to send it. A refusal (4xx, but for its rate limit) is for good."""
        try:
            self._text(letter) if letter.channel == SMS else self._email(letter)
        except APIError as failed:
            for_good = 400 <= failed.status_code < 500 and failed.status_code not in {403, 429}
            raise Undeliverable(f"Notify answered {failed.status_code}", for_good=for_good) from failed

    def _email(self, letter: Letter) -> None:
        self._client().send_email_notification(
            email_address=letter.address,
            template_id=settings.NOTIFY_TEMPLATE_ID,
            personalisation={"subject": letter.subject, "body": letter.body},
            reference=letter.reference,
        )

    def _text(self, letter: Letter) -> None:
        self._client().send_sms_notification(
            phone_number=letter.address,
            template_id=settings.NOTIFY_SMS_TEMPLATE_ID,
            personalisation={"body": letter.body},
            reference=letter.reference,
        )

    def _client(self) -> NotificationsAPIClient:
        return NotificationsAPIClient(settings.NOTIFY_API_KEY, timeout=10)
