"""Certificates: issued to those who run a unit, checked by anybody who holds the code."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lanyard.assurance import policy
from lanyard.assurance.actions import issue_certificate, place_of
from lanyard.assurance.certificates import certificate_pdf
from lanyard.assurance.looking import look_at_officers, officers_to_act
from lanyard.assurance.models import Certificate
from lanyard.assurance.queries import subject_for
from lanyard.assurance.readiness import verdict_for
from lanyard.assurance.registers import Moment, kind_of
from lanyard.design.routes import needs, public
from lanyard.engines.readiness import NOT_KNOWN
from lanyard.engines.refusals import Refused


@needs(policy.ISSUE_CERTIFICATE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, unit: str) -> HttpResponse:
    """Ask once more, then issue a dated certificate; refused with the reasons when the unit is not safe."""
    found = subject_for(request.actor, "unit", unit)
    if request.method == "POST":
        try:
            made = issue_certificate(request.actor, found)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            return redirect("assurance:certificate", certificate=made.code)
    officers = officers_to_act([found])
    look_at_officers(request.actor, "assurance.verdict_seen", officers, place_of(found.row, "unit"))
    return render(request, "assurance/issue.html", {"found": found})


@public("a school or parent checks the code printed on a certificate")
def check(request: HttpRequest, certificate: str) -> HttpResponse:
    """Say whether a certificate is genuine, what it said on its day and whether it has run out."""
    found = get_object_or_404(Certificate, code=certificate)
    now = verdict_for(found.subject_kind, _still_there(found))
    context = {
        "certificate": found,
        "expired": found.valid_until <= timezone.localdate(),
        "now_verdict": now.verdict if now else NOT_KNOWN,
    }
    return render(request, "assurance/certificate.html", context)


def _still_there(certificate: Certificate) -> QuerySet:
    now = timezone.now()
    return kind_of(certificate.subject_kind).all(Moment(now, now)).filter(pk=certificate.subject_key)


@public("the certificate itself: it names the unit, the rules and who issued it, no child and no other officer")
def pdf(request: HttpRequest, certificate: str) -> HttpResponse:
    """Return the certificate as an accessible PDF."""
    found = get_object_or_404(Certificate, code=certificate)
    response = HttpResponse(certificate_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{found.code}.pdf"'
    return response
