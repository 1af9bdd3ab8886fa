from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "pullahead.scoring"
    label = "scoring"
