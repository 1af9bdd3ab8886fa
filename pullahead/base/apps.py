from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "pullahead.base"
    label = "base"

    def ready(self) -> None:
        """Register the lookup of many ids."""
        from django.db.models import ForeignKey, UUIDField

        from pullahead.base.db.among import Among

        UUIDField.register_lookup(Among)
        ForeignKey.register_lookup(Among)
