from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "pullahead.leads"
    label = "leads"
