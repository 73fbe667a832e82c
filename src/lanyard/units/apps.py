from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "lanyard.units"
    label = "units"
