from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pullahead.desk"
    label = "desk"
