from django.apps import AppConfig


class SprintsConfig(AppConfig):
    name = "pullahead.sprints"
    label = "sprints"
