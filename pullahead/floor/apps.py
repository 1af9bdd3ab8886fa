from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "pullahead.floor"
    label = "floor"
