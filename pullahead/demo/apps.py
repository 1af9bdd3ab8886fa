from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "pullahead.demo"
    label = "demo"
