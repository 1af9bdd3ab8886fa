from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "pullahead.pipeline"
    label = "pipeline"
