"""Migrations that encrypt a column: what stood there in clear is sealed, and opened again on the way back."""

import pytest
from django.db import connection, models

from lanyard.audit import sealing
from lanyard.audit.fields import EncryptedTextField
from lanyard.engines.ids import new_public_id


class Note(models.Model):
    """A row whose text stood in clear; lives for these tests only."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id)
    text = EncryptedTextField(blank=True)

    class Meta:
        app_label = "sealing_tests"


@pytest.fixture(scope="module", autouse=True)
def _table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


def in_clear(*texts: str) -> None:
    """Write rows as they were written before the column was encrypted."""
    with connection.cursor() as cursor:
        for text in texts:
            values = [new_public_id(), text]
            cursor.execute("INSERT INTO sealing_tests_note (public_id, text) VALUES (%s, %s)", values)


def stored() -> list[str]:
    """Return the texts as they stand in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM sealing_tests_note ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.django_db
def test_it_seals_every_row_of_every_batch_and_leaves_what_is_empty(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    texts = ["Ayesha was upset", "", "Fire bell", "ein Ärger", "five"]
    in_clear(*texts)
    sealing.seal_rows(Note, ("text",))
    assert [note.text for note in Note.objects.order_by("pk")] == texts
    assert not set(stored()) & set(texts[:1] + texts[2:])
    assert stored()[1] == ""


@pytest.mark.django_db
def test_it_opens_them_again_on_the_way_back():
    in_clear("Ayesha was upset", "")
    sealing.seal_rows(Note, ("text",))
    sealing.open_rows(Note, ("text",))
    assert stored() == ["Ayesha was upset", ""]
