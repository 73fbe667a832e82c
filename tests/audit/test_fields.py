"""An encrypted field: sealed in the database, open in its own row, refused anywhere else."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lanyard.audit.fields import EncryptedTextField
from lanyard.engines.crypto import Tampered
from lanyard.engines.ids import new_public_id


class Diary(models.Model):
    """A row with a secret; lives for these tests only."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id)
    secret = EncryptedTextField(blank=True)
    other = EncryptedTextField(blank=True, null=True)

    class Meta:
        app_label = "audit_tests"


@pytest.fixture(scope="module", autouse=True)
def _table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Diary)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Diary)


def stored(row: Diary, column: str = "secret") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM audit_tests_diary WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


class TestRoundTrip(TestCase):
    """What goes in comes out."""

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
    def test_it_gives_back_what_was_saved(self, words):
        row = Diary.objects.create(secret=words)
        assert Diary.objects.get(pk=row.pk).secret == words


@pytest.mark.django_db
class TestSealing:
    """What the database holds, and what it refuses."""

    def test_it_stands_sealed_in_the_database(self):
        row = Diary.objects.create(secret="allergic to nuts")
        assert "nuts" not in stored(row)
        assert "nuts" not in str(Diary.objects.values().get())

    def test_it_seals_rows_made_in_bulk(self):
        Diary.objects.bulk_create([Diary(secret="one"), Diary(secret="two")])
        assert sorted(row.secret for row in Diary.objects.all()) == ["one", "two"]
        assert not Diary.objects.filter(pk__isnull=True).exists()

    def test_it_refuses_a_value_swapped_in_from_another_row(self):
        first, second = Diary.objects.create(secret="first"), Diary.objects.create(secret="second")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_tests_diary SET secret = %s WHERE id = %s", [stored(first), second.pk])
        assert Diary.objects.get(pk=first.pk).secret == "first"
        with pytest.raises(Tampered):
            _ = Diary.objects.get(pk=second.pk).secret

    def test_it_refuses_a_value_swapped_in_from_another_column(self):
        row = Diary.objects.create(secret="words", other="others")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_tests_diary SET other = secret")
        with pytest.raises(Tampered):
            _ = Diary.objects.get(pk=row.pk).other

    def test_it_refuses_to_write_past_the_row(self):
        row = Diary.objects.create(secret="words")
        with pytest.raises(TypeError), transaction.atomic():
            Diary.objects.update(secret="plain")
        row.secret = "plain"
        with pytest.raises(TypeError), transaction.atomic():
            Diary.objects.bulk_update([row], ["secret"])
        assert Diary.objects.get().secret == "words"

    def test_it_refuses_to_be_searched(self):
        for lookup in ("secret", "secret__contains", "secret__in"):
            with pytest.raises((FieldError, NotImplementedError, TypeError)):
                list(Diary.objects.filter(**{lookup: "words"}))

    def test_it_keeps_nothing_and_empty_as_they_are(self):
        row = Diary.objects.create(secret="", other=None)
        row = Diary.objects.get(pk=row.pk)
        assert (row.secret, row.other) == ("", None)
        assert Diary.objects.filter(other__isnull=True).exists()

    def test_it_opens_a_deferred_value_and_saves_it_again(self):
        Diary.objects.create(secret="words")
        row = Diary.objects.defer("secret").get()
        assert row.secret == "words"
        row.save()
        assert Diary.objects.get().secret == "words"

    def test_it_opens_after_the_keys_were_rotated(self, settings):
        row = Diary.objects.create(secret="words")
        settings.FIELD_KEYS = ["a new key that is long enough to be one", *settings.FIELD_KEYS]
        assert Diary.objects.get(pk=row.pk).secret == "words"
        before = stored(row)
        Diary.objects.get(pk=row.pk).save()
        assert stored(row).split(".")[1] != before.split(".")[1]
        settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
        assert Diary.objects.get(pk=row.pk).secret == "words"
