from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "pullahead.api"
    label = "api"
