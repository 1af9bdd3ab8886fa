from django.apps import AppConfig


class LearnConfig(AppConfig):
    name = "pullahead.learn"
    label = "learn"
