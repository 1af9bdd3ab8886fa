from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "pullahead.cli"
    label = "cli"
