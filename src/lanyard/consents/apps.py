from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "lanyard.consents"
    label = "consents"
