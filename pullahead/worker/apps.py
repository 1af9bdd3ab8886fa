from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "pullahead.worker"
    label = "worker"
