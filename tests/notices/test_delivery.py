"""Messages are recorded first, sent after the change is committed, and tried again until they went."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from notifications_python_client.errors import HTTPError
from requests import Response

from lanyard.notices import delivery
from lanyard.notices.actions import notify
from lanyard.notices.backends import FileOutbox, Letter, Notify, Undeliverable
from lanyard.notices.models import Notice

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def outbox(tmp_path, settings):
    settings.NOTICES_BACKEND, settings.OUTBOX_DIR = "file", tmp_path / "outbox"
    return settings.OUTBOX_DIR


@pytest.fixture
def broken(monkeypatch):
    """A mail server that answers nobody until `works` is set."""

    class Broken:
        works, letters = False, []

        def send(self, letter):
            if not self.works:
                raise Undeliverable("no answer")
            self.letters.append(letter)

    server = Broken()
    server.letters = []
    monkeypatch.setattr(delivery, "backend", lambda: server)
    return server


def tell(people, **values):
    with transaction.atomic():
        return notify(people, values.get("subject", "A school has signed"), values.get("body", "Read it"))


def test_it_sends_after_the_change_is_committed(northshire, outbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        [notice] = tell([northshire.people["spoc"]])
        assert not outbox.exists()
    notice.refresh_from_db()
    assert notice.sent_at is not None
    assert notice.next_attempt_at is None
    assert [path.name for path in outbox.iterdir()] == [f"{notice.public_id}.eml"]


def test_it_tells_each_person_once(northshire, outbox):
    spoc = northshire.people["spoc"]
    assert len(tell([spoc, spoc, northshire.people["dsl"]])) == 2


def test_it_refuses_to_tell_of_a_change_that_could_still_fail(monkeypatch, northshire):
    spoc = northshire.people["spoc"]
    with monkeypatch.context() as outside:
        outside.setattr(transaction.get_connection(), "in_atomic_block", False)
        with pytest.raises(transaction.TransactionManagementError):
            notify([spoc], "A school has signed", "Read it")


def test_it_sends_what_a_dead_process_left_behind(northshire, outbox):
    [notice] = tell([northshire.people["spoc"]])  # committed, but nobody was left to send it
    assert delivery.deliver_due() == (1, 0)
    notice.refresh_from_db()
    assert notice.sent_at is not None
    assert delivery.deliver_due() == (0, 0)


def test_it_tries_again_after_ever_longer_pauses(northshire, broken):
    with time_machine.travel(NOW, tick=False) as clock:
        [notice] = tell([northshire.people["spoc"]])
        assert delivery.deliver_due() == (0, 1)
        assert delivery.deliver_due() == (0, 0)
        clock.shift(timedelta(minutes=1))
        assert delivery.deliver_due() == (0, 1)
        clock.shift(timedelta(minutes=1))
        assert delivery.deliver_due() == (0, 0)
        broken.works = True
        clock.shift(timedelta(minutes=1))
        assert delivery.deliver_due() == (1, 0)
    notice.refresh_from_db()
    assert (notice.attempts, notice.last_error) == (3, "")


def test_it_gives_up_after_the_last_attempt_and_keeps_the_reason(northshire, broken):
    with time_machine.travel(NOW, tick=False) as clock:
        [notice] = tell([northshire.people["spoc"]])
        for _ in range(delivery.MAX_ATTEMPTS):
            assert delivery.deliver_due() == (0, 1)
            clock.shift(timedelta(hours=7))
        assert delivery.deliver_due() == (0, 0)
    notice.refresh_from_db()
    assert (notice.sent_at, notice.next_attempt_at, notice.last_error) == (None, None, "no answer")


def test_it_lets_only_one_deliverer_have_a_message(northshire, broken):
    broken.works = True
    [notice] = tell([northshire.people["spoc"]])
    now = notice.next_attempt_at
    Notice.objects.filter(pk=notice.pk).update(next_attempt_at=now + delivery.LEASE)  # the other has it
    delivery.deliver_now([notice.pk])
    assert broken.letters == []


def test_it_does_not_let_one_bad_message_keep_back_the_others(northshire, broken, monkeypatch):
    first, second = tell([northshire.people["spoc"], northshire.people["dsl"]])
    whole = delivery.letter

    def torn(notice):
        if notice.pk == first.pk:
            raise RuntimeError
        return whole(notice)

    monkeypatch.setattr(delivery, "letter", torn)
    broken.works = True
    assert delivery.deliver_due() == (1, 1)
    second.refresh_from_db()
    assert second.sent_at is not None


def test_it_keeps_the_body_out_of_the_e_mail(northshire, outbox):
    [notice] = tell([northshire.people["spoc"]], subject="A child has left", body="Amira Jones left")
    delivery.deliver_due()
    sent = (outbox / f"{notice.public_id}.eml").read_text()
    assert "A child has left" in sent
    assert "Amira" not in sent
    assert f"/notices/{notice.public_id}/" in sent


def test_it_keeps_line_breaks_out_of_the_subject_line(northshire, outbox):
    [notice] = tell([northshire.people["spoc"]], subject="One\nBcc: everybody@example.org")
    assert delivery.deliver_due() == (1, 0)
    head = (outbox / f"{notice.public_id}.eml").read_text().split("\n\n")[0]
    assert "\nBcc:" not in head


def test_it_writes_the_same_file_when_an_e_mail_is_sent_twice(outbox):
    letter = Letter("0123456789ab", "sunita@example.org", "Subject", "Body")
    FileOutbox().send(letter)
    FileOutbox().send(letter)
    assert len(list(outbox.iterdir())) == 1


def test_it_waits_at_most_six_hours_between_attempts():
    assert [delivery.pause(n) for n in (1, 2, 30)] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(hours=6)]


@pytest.mark.parametrize(("status", "for_good"), [(400, True), (429, False), (503, False)])
def test_it_tells_a_refusal_of_notify_from_a_bad_moment(monkeypatch, status, for_good):
    class Client:
        def send_email_notification(self, **sent):
            answer = Response()
            answer.status_code = status
            raise HTTPError(answer)

    monkeypatch.setattr(Notify, "_client", lambda self: Client())
    with pytest.raises(Undeliverable) as refused:
        Notify().send(Letter("0123456789ab", "sunita@example.org", "Subject", "Body"))
    assert refused.value.for_good is for_good
