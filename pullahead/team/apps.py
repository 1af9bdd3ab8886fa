from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "pullahead.team"
    label = "team"
