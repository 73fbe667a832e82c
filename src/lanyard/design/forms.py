"""Forms rendered as GOV.UK Design System components, escaped by Django's own templates."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Looks for form and field templates among our own first."""
