from django.apps import AppConfig


class UsecasesConfig(AppConfig):
    name = "pullahead.usecases"
    label = "usecases"
