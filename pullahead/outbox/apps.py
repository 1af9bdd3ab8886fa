from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "pullahead.outbox"
    label = "outbox"
