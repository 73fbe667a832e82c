from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "lanyard.documents"
    label = "documents"
