from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "lanyard.design"
    label = "design"
