from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "lanyard.workforce"
    label = "workforce"
