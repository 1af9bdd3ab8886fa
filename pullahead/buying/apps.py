from django.apps import AppConfig


class BuyingConfig(AppConfig):
    name = "pullahead.buying"
    label = "buying"
