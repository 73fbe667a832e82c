"""What people fill in on this room's pages."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lanyard.design.forms import Form
from lanyard.organisations.filters import SchoolFilter
from lanyard.organisations.models import Organisation
from lanyard.organisations.queries import ALL, CLOSED, OPEN, SchoolSearch, phases


class SearchForm(Form):
    """Looking for a school. Whatever is typed in the address, it finds something or nothing: it has no errors."""

    q = forms.CharField(label=_("Name, town, postcode or URN"), required=False, max_length=100)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[(OPEN, _("Open")), (CLOSED, _("Closed")), (ALL, _("All"))]
    )

    def __init__(self, *args, filters: Sequence[SchoolFilter] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = [("", _("All phases")), *((phase, phase) for phase in phases())]
        self.filters = filters
        for each in filters:
            choices = [("", _("All")), *each.choices]
            self.fields[each.name] = forms.ChoiceField(label=each.label, required=False, choices=choices)

    def search(self) -> SchoolSearch:
        """Return what is looked for; a choice that does not exist is left out."""
        self.is_valid()
        found = self.cleaned_data
        chosen = tuple((each.name, found.get(each.name, "")) for each in self.filters)
        return SchoolSearch(found.get("q", ""), found.get("phase", ""), found.get("status") or OPEN, chosen=chosen)


class AreaForm(Form):
    """The name of an area and, for people of several forces, whose it is."""

    name = forms.CharField(label=_("Name of the area"), max_length=200)
    force = forms.ChoiceField(label=_("Force"))

    def __init__(self, *args, forces: list[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.forces = {force.public_id: force for force in forces}
        self.fields["force"].choices = [(key, force.name) for key, force in self.forces.items()]
        if len(forces) == 1:
            del self.fields["force"]

    def chosen_force(self) -> Organisation:
        """Return the force whose area it is."""
        return self.forces[self.cleaned_data.get("force") or next(iter(self.forces))]


class RenameForm(Form):
    """Another name for an area."""

    name = forms.CharField(label=_("Name of the area"), max_length=200)


class PlaceForm(Form):
    """Where a school stands: its area and its cluster."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    cluster = forms.CharField(
        label=_("Cluster"), required=False, max_length=100,
        help_text=_("Schools with the same cluster name work together. Leave empty for none."),
    )  # fmt: skip

    def __init__(self, *args, areas: list[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {area.public_id: area for area in areas}
        self.fields["area"].choices = [("", _("No area")), *((key, area.name) for key, area in self.areas.items())]

    def chosen_area(self) -> Organisation | None:
        """Return the area, or None."""
        return self.areas.get(self.cleaned_data["area"])


class RegisterForm(Form):
    """A register to read."""

    file = forms.FileField(
        label=_("Register file"),
        help_text=_("The CSV file of establishments from Get Information about Schools, as it was downloaded."),
    )
    place = forms.ChoiceField(label=_("Schools of"))

    def __init__(self, *args, places: list[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {place.public_id: place for place in places}
        self.fields["place"].choices = [(key, place.name) for key, place in self.places.items()]
        if len(places) == 1:
            del self.fields["place"]

    def clean_file(self) -> UploadedFile:
        """Refuse a file too large to be looked at."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD_BYTES:
            most = settings.MAX_UPLOAD_BYTES // 1024 // 1024
            raise forms.ValidationError(_("The file must be smaller than %(most)s MB") % {"most": most})
        return file

    def chosen_place(self) -> Organisation:
        """Return the force, or the hub, whose schools are read."""
        return self.places[self.cleaned_data.get("place") or next(iter(self.places))]
