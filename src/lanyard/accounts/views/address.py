"""Pages of changing the address one signs in by."""

from allauth.account.decorators import reauthentication_required
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.accounts.actions.address import ask_for_address, confirm_address, find_change, keep_address, waiting
from lanyard.accounts.actors import whoever
from lanyard.accounts.forms import AddressForm
from lanyard.design.forms import refuse
from lanyard.design.routes import signed_in
from lanyard.engines.refusals import Refused


@signed_in("one's own address")
@reauthentication_required
def address(request: HttpRequest) -> HttpResponse:
    """Ask for the new address and send the link there."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, form.cleaned_data["email"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("accounts:address")
    return render(request, "accounts/address.html", {"form": form, "waiting": waiting(whoever(request)).first()})


def _ask(request: HttpRequest, email: str) -> None:
    if not consume(request, action="manage_email", key=email.lower()):
        raise Refused(_("You have tried too many addresses. Wait an hour, then try again"), field="email")
    asked = ask_for_address(whoever(request), email)
    messages.success(request, _("We have sent a link to %(email)s") % {"email": asked.email})


@signed_in("one's own address")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Stay with the address one has."""
    try:
        keep_address(whoever(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Your email address stays as it is"))
    return redirect("accounts:account")


@signed_in("only its owner can prove an address, signed in as before")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Take the new address, by the link that was sent to it."""
    asked = find_change(whoever(request), token)
    if asked is None:
        return render(request, "accounts/address_gone.html", status=410)
    if request.method != "POST":
        # A button, because scanners of mail open every link they see.
        return render(request, "accounts/confirm_address.html", {"asked": asked})
    try:
        person = confirm_address(whoever(request), token)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("accounts:address")
    messages.success(request, _("From now on you sign in as %(email)s") % {"email": person.email})
    return redirect("accounts:account")
