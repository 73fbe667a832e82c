from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "lanyard.partnerships"
    label = "partnerships"
