"""Messages to people who have no account: recorded first, their secret kept only until they went."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from lanyard.notices import delivery, outside
from lanyard.notices.backends import SMS, Letter, MailServer, Notify, Undeliverable, channels
from lanyard.notices.models import Sending
from lanyard.notices.outside import Outside, write
from lanyard.notices.phones import mobile

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))
LINK = "https://lanyard.example.org/p/0123456789abcdefghjkmnpqrs/"


@pytest.fixture
def outbox(tmp_path, settings):
    settings.NOTICES_BACKEND, settings.OUTBOX_DIR = "file", tmp_path / "outbox"
    return settings.OUTBOX_DIR


@pytest.fixture
def writer(monkeypatch):
    """A part of the service that writes; what it is told is kept."""

    class Part:
        wanted, given_up = True, []

    part = Part()
    part.given_up = []
    monkeypatch.setattr(outside, "_writers", {})
    outside.writer("test", wanted=lambda sending: part.wanted, given_up=part.given_up.append)
    return part


@pytest.fixture
def broken(monkeypatch):
    class Broken:
        for_good = False

        def send(self, letter):
            raise Undeliverable("no answer", for_good=self.for_good)

    server = Broken()
    monkeypatch.setattr(delivery, "backend", lambda: server)
    return server


def message(**values) -> Outside:
    standard = {
        "about": "a", "channel": "email", "address": "sara@example.org", "language": "en-gb", "subject": "Mini Police",
        "body": "Please answer: {link}", "secret": LINK,
    }  # fmt: skip
    return Outside(**{**standard, **values})


def tell(school, **values) -> Sending:
    with transaction.atomic():
        return write("test", school, [message(**values)])[0]


def raw_secret(sending: Sending) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM notices_sending WHERE id = %s", [sending.pk])
        return cursor.fetchone()[0]


def test_it_sends_after_the_change_and_keeps_the_secret_no_longer(
    northshire, outbox, writer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sending = tell(northshire.school)
        assert raw_secret(sending)
        assert LINK not in raw_secret(sending)
        assert not outbox.exists()
    sending.refresh_from_db()
    assert sending.sent_at is not None
    assert raw_secret(sending) == ""
    assert LINK in (outbox / f"{sending.public_id}.eml").read_text()
    assert LINK not in sending.body


def test_it_writes_a_text_message_to_the_outbox(northshire, outbox, writer):
    sending = tell(northshire.school, channel="sms", address="+447700900123", subject="")
    assert delivery.deliver_due() == (1, 0)
    assert (outbox / f"{sending.public_id}.sms").read_text() == f"To: +447700900123\n\nPlease answer: {LINK}\n"


def test_it_does_not_send_what_is_no_longer_wanted(northshire, outbox, writer):
    sending = tell(northshire.school)
    writer.wanted = False
    assert delivery.deliver_due() == (0, 0)
    sending.refresh_from_db()
    assert (sending.sent_at, sending.next_attempt_at, sending.secret) == (None, None, "")
    assert not outbox.exists()


def test_it_keeps_the_secret_while_it_tries_again(northshire, writer, broken):
    with time_machine.travel(NOW, tick=False):
        sending = tell(northshire.school)
        assert delivery.deliver_due() == (0, 1)
    sending.refresh_from_db()
    assert sending.secret == LINK
    assert sending.next_attempt_at == NOW + timedelta(minutes=1)
    assert writer.given_up == []


def test_it_tells_who_wrote_when_it_gives_up_and_drops_the_secret(northshire, writer, broken):
    broken.for_good = True
    sending = tell(northshire.school)
    assert delivery.deliver_due() == (0, 1)
    sending.refresh_from_db()
    assert (sending.next_attempt_at, sending.secret, sending.last_error) == (None, "", "no answer")
    assert writer.given_up == [sending]


def test_it_refuses_to_tell_of_a_change_that_could_still_fail(monkeypatch, northshire, writer):
    with monkeypatch.context() as alone:
        alone.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(transaction.TransactionManagementError):
            write("test", northshire.school, [message()])


def test_it_sends_no_text_message_by_a_mail_server(settings):
    settings.NOTICES_BACKEND = "smtp"
    assert channels() == ("email",)
    with pytest.raises(Undeliverable) as refused:
        MailServer().send(Letter("0123456789ab", "+447700900123", "", "Body", SMS))
    assert refused.value.for_good


def test_it_sends_text_messages_by_notify_with_their_own_template(settings, monkeypatch):
    sent = []

    class Client:
        def send_sms_notification(self, **values):
            sent.append(values)

    monkeypatch.setattr(Notify, "_client", lambda self: Client())
    settings.NOTICES_BACKEND, settings.NOTIFY_SMS_TEMPLATE_ID = "notify", ""
    assert channels() == ("email",)
    settings.NOTIFY_SMS_TEMPLATE_ID = "texts"
    assert channels() == ("email", "sms")
    Notify().send(Letter("0123456789ab", "+447700900123", "", "Body", SMS))
    assert sent == [
        {
            "phone_number": "+447700900123",
            "template_id": "texts",
            "personalisation": {"body": "Body"},
            "reference": "0123456789ab",
        }
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700-900.123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("01632 960001", ""),
        ("+48 512 345 678", "+48512345678"),
        ("07700 90012", ""),
        ("ask at the office", ""),
        ("", ""),
    ],
)
def test_it_knows_which_numbers_can_get_a_text_message(written, number):
    assert mobile(written) == number


@given(st.text(max_size=40))
def test_it_reads_any_text_as_a_number_or_as_none(text):
    found = mobile(text)
    assert found == "" or (found[0] == "+" and found[1:].isdecimal() and mobile(found) == found)
