from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pullahead.web"
    label = "web"
