from django.apps import AppConfig


class PullConfig(AppConfig):
    name = "pullahead.pull"
    label = "pull"
