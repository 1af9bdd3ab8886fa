"""Translation of sentences that pure code writes (`base.wording`)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext

from pullahead.base.errors import FieldError
from pullahead.base.wording import Worded


def translated(text: str) -> str:
    """Return a sentence in the reader's language; a text without a template as it is."""
    if not isinstance(text, Worded):
        return text
    values = {
        name: translated(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    said = gettext(text.template)
    return said.format(**values) if values else said


def translated_error(error: FieldError) -> FieldError:
    """Return a field's error in the reader's language."""
    return replace(error, message=translated(error.message))
