from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "lanyard.programme"
    label = "programme"
