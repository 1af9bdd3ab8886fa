from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "pullahead.compliance"
    label = "compliance"
