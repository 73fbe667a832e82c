from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "lanyard.calendar"
    label = "calendar_room"
