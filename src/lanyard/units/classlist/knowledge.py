"""What a school knows of its children and their adults when a list is compared with it: three queries."""

from collections import defaultdict
from collections.abc import Iterable

from lanyard.engines.matching import Index, Known, fold
from lanyard.organisations.models import Organisation
from lanyard.units.classlist.rows import ListedAdult
from lanyard.units.classlist.values import same_phone
from lanyard.units.models import Adult, Child, Responsibility


class Knowledge:
    """The children of a school, those who left it too, with what each adult is to them."""

    def __init__(self, school: Organisation):
        self.school = school
        children = Child.objects.filter(school=school, merged_into__isnull=True).order_by("pk")
        self.children = {child.public_id: child for child in children}
        self.relations: dict[int, list[Responsibility]] = defaultdict(list)
        self.barred: set[int] = set()
        for row in Responsibility.objects.standing().filter(child__school=school).order_by("pk"):
            self.relations[row.child_id].append(row)
            if row.barred:
                self.barred.add(row.adult_id)
        self.adults = {adult.pk: adult for adult in Adult.objects.filter(school=school).order_by("pk")}
        self._by_contact = {key: adult for adult in self.adults.values() for key in adult_keys(adult)}
        self.index = Index(self.known(child) for child in self.children.values())

    def known(self, child: Child) -> Known:
        """Return what is compared of a child: a barred adult's contacts as well, for they tell children apart."""
        return known_child(child, (self.adults[row.adult_id] for row in self.relations[child.pk]))

    def adult(self, listed: ListedAdult) -> Adult | None:
        """Return the adult of the school with this contact and this name; by name alone, nobody."""
        keys = ((contact, fold(listed.name)) for contact in contacts_of(listed.email, listed.phone))
        return next((self._by_contact[key] for key in keys if key in self._by_contact), None)


def known_child(child: Child, adults: Iterable[Adult]) -> Known:
    """Return what is compared of a child with these adults."""
    found = list(adults)
    return Known(
        child.public_id, child.given_name, child.family_name, child.date_of_birth,
        frozenset(adult.email.casefold() for adult in found if adult.email),
        frozenset(same_phone(adult.phone) for adult in found if adult.phone),
    )  # fmt: skip


def adult_keys(adult: Adult) -> list[tuple[str, str]]:
    """Return by what an adult is known again: each contact, with the name."""
    return [(contact, fold(adult.name)) for contact in contacts_of(adult.email, adult.phone)]


def contacts_of(email: str, phone: str) -> list[str]:
    """Return an adult's contacts as they are compared."""
    return [contact for contact in (email.casefold(), same_phone(phone)) if contact]
