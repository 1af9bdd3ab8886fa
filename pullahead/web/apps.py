from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "pullahead.web"
    label = "web"

    def ready(self) -> None:
        """Compile changed translations before the first page asks for them."""
        from pullahead.web.catalog import compiled

        compiled.refresh(code for code, _ in settings.LANGUAGES)
