from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "pullahead.base"
    label = "base"
