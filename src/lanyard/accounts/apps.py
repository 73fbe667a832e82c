from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lanyard.accounts"
    label = "accounts"
