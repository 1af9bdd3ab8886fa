from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "pullahead.jobs"
    label = "jobs"
