"""Pages of people and their posts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.accounts import queries
from lanyard.accounts.actions.invitations import cancel_invitation, invite, resend_invitation
from lanyard.accounts.actions.people import deactivate, may_reset, may_switch, reactivate, reset_second_factor
from lanyard.accounts.actions.posts import end_post, give_post
from lanyard.accounts.actors import standing_at
from lanyard.accounts.forms import EndPostForm, GivePostForm, InvitationForm, PostSearchForm
from lanyard.accounts.models import Invitation, Post
from lanyard.accounts.policy import VIEW_POSTS, giveable, may_manage
from lanyard.accounts.roles import roles
from lanyard.audit.acting import look
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.organisations.models import Organisation

PAGE = 50


@needs(VIEW_POSTS)
def people(request: HttpRequest) -> HttpResponse:
    """List who holds which post, wherever the reader may see it."""
    form = PostSearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.posts_matching(request.actor, wanted.get("words", ""), wanted.get("role", ""))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        look(request.actor, "posts.listed", [post.person for post in page], standing_at(request.actor, VIEW_POSTS))
    places = queries.places_managed(request.actor)
    return render(request, "accounts/people.html", {"page": page, "form": form, "places": places})


@needs(VIEW_POSTS)
def organisation_people(request: HttpRequest, organisation: str) -> HttpResponse:
    """Show the posts of one organisation and the invitations that wait."""
    at = _organisation(request, organisation)
    shown = queries.posts_at(request.actor, at)
    if shown.everybody:
        look(request.actor, "posts.listed", shown.everybody, at.place)
    return render(request, "accounts/organisation_people.html", {"shown": shown, "organisation": at})


def _organisation(request: HttpRequest, public_id: str) -> Organisation:
    at = Organisation.objects.get(public_id=public_id)
    request.actor.must(VIEW_POSTS, at.place)
    return at


@needs(VIEW_POSTS)
def person(request: HttpRequest, person: str) -> HttpResponse:
    """Show somebody's posts, as far as the reader may see them."""
    who, posts = queries.person_for(request.actor, person)
    look(request.actor, "person.shown", who, posts[0].place)
    context = {
        "person": who,
        "posts": posts,
        "may_switch": may_switch(request.actor, who),
        "may_reset": may_reset(request.actor, who),
        "may_give": who.pk != request.actor.person and bool(queries.offers(request.actor, posts)),
    }
    return render(request, "accounts/person.html", context)


@needs(VIEW_POSTS)
def invite_person(request: HttpRequest, organisation: str) -> HttpResponse:
    """Invite somebody to a post of an organisation."""
    at = _organisation(request, organisation)
    offered = giveable(request.actor, at)
    if not offered:
        raise Http404
    form = InvitationForm(request.POST or None, giveable=offered)
    if request.method == "POST" and form.is_valid():
        try:
            sent = invite(request.actor, organisation=at, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Invitation made for %(email)s") % {"email": sent.email})
            return redirect("accounts:organisation_people", at.public_id)
    return render(request, "accounts/invite.html", {"form": form, "organisation": at})


@needs(VIEW_POSTS)
def give(request: HttpRequest, person: str) -> HttpResponse:
    """Give another post to somebody who already signs in."""
    who, posts = queries.person_for(request.actor, person)
    offers = {f"{place.public_id}.{role}": (place, role) for place, role in queries.offers(request.actor, posts)}
    if not offers or who.pk == request.actor.person:
        raise Http404
    names = [(key, f"{roles()[role].title}, {place}") for key, (place, role) in offers.items()]
    form = GivePostForm(request.POST or None, offers=names)
    if request.method == "POST" and form.is_valid():
        place, role = offers[form.cleaned_data["post"]]
        try:
            give_post(request.actor, who, role, place, form.cleaned_data["starts_on"], form.cleaned_data["ends_on"])
        except Refused as refused:
            refuse(form, Refused(refused.message, "post" if refused.field == "role" else refused.field))
        else:
            messages.success(request, _("The post has been given"))
            return redirect("accounts:person", who.public_id)
    return render(request, "accounts/give.html", {"form": form, "person": who})


@needs(VIEW_POSTS)
def end(request: HttpRequest, post: str) -> HttpResponse:
    """End a post after a day."""
    held = _post(request, post)
    form = EndPostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_post(request.actor, held, form.cleaned_data["on"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The end of the post has been recorded"))
            return redirect("accounts:organisation_people", held.organisation.public_id)
    return render(request, "accounts/end_post.html", {"form": form, "post": held})


def _post(request: HttpRequest, public_id: str) -> Post:
    visible = Post.objects.visible_to(request.actor, VIEW_POSTS).standing()
    found = visible.select_related("person", "organisation").get(public_id=public_id)
    if not may_manage(request.actor, found.role, found.organisation):
        raise Http404
    return found


@needs(VIEW_POSTS)
@require_POST
def resend(request: HttpRequest, invitation: str) -> HttpResponse:
    """Send an invitation's link again."""
    return _on_invitation(
        request, invitation, resend_invitation, _("A new link has been sent. The old one no longer works")
    )


@needs(VIEW_POSTS)
@require_POST
def cancel(request: HttpRequest, invitation: str) -> HttpResponse:
    """Cancel an invitation."""
    return _on_invitation(request, invitation, cancel_invitation, _("The invitation has been cancelled"))


def _on_invitation(request: HttpRequest, public_id: str, action, done: str) -> HttpResponse:
    visible = Invitation.objects.visible_to(request.actor, VIEW_POSTS).select_related("organisation")
    found = visible.get(public_id=public_id)
    try:
        action(request.actor, found)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("accounts:organisation_people", found.organisation.public_id)


@needs(VIEW_POSTS)
@require_POST
def close(request: HttpRequest, person: str) -> HttpResponse:
    """Close somebody's account, or open it again."""
    who, _posts = queries.person_for(request.actor, person)
    if request.POST.get("open") == "yes":
        action, done = reactivate, _("The account is open again")
    else:
        action, done = deactivate, _("The account has been closed")
    try:
        action(request.actor, who)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("accounts:person", who.public_id)


@needs(VIEW_POSTS)
@require_POST
def reset(request: HttpRequest, person: str) -> HttpResponse:
    """Remove somebody's lost second factor."""
    who, _posts = queries.person_for(request.actor, person)
    try:
        reset_second_factor(request.actor, who)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Removed. The person sets up another second factor when they next sign in"))
    return redirect("accounts:person", who.public_id)
