"""Addresses of people, posts and accounts."""

from django.urls import include, path

from lanyard.accounts import entrances
from lanyard.accounts.views import account, address, demo, ledger, people

pages = [
    path("account/", account.account, name="account"),
    path("account/address/", address.address, name="address"),
    path("account/address/keep/", address.keep, name="keep_address"),
    path("account/address/<str:token>/", address.confirm, name="confirm_address"),
    path("account/second-factor/", account.second_factor, name="second_factor"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("invitations/<str:token>/", account.accept, name="accept"),
    path("people/", people.people, name="people"),
    path("people/<id:person>/", people.person, name="person"),
    path("people/<id:person>/give-post/", people.give, name="give"),
    path("people/<id:person>/reset-second-factor/", people.reset, name="reset"),
    path("people/<id:person>/close/", people.close, name="close"),
    path("people/at/<id:organisation>/", people.organisation_people, name="organisation_people"),
    path("people/at/<id:organisation>/invite/", people.invite_person, name="invite"),
    path("people/invitations/<id:invitation>/resend/", people.resend, name="resend"),
    path("people/invitations/<id:invitation>/cancel/", people.cancel, name="cancel"),
    path("posts/<id:post>/end/", people.end, name="end_post"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("demo/", demo.demo, name="demo"),
]

# django-allauth names its routes without a namespace, so this file has two parts instead of an app_name.
urlpatterns = [path("", include((pages, "accounts"))), *entrances.urlpatterns]
