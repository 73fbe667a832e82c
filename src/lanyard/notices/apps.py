from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lanyard.notices"
    label = "notices"
