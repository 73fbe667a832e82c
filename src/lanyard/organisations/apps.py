from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lanyard.organisations"
    label = "organisations"
