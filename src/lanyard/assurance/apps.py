from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "lanyard.assurance"
    label = "assurance"
