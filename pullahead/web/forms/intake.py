"""Forms of imports."""

from __future__ import annotations

from django import forms

from pullahead.web.forms.base import Refusable


class UploadForm(Refusable):
    """Form of a file's source and the country of its numbers; the file comes beside."""

    file = forms.CharField(required=False)  # place of the error for a file
    source = forms.CharField(required=False)
    country = forms.CharField(required=False)

    def mapped(self) -> dict[str, str]:
        """Return the typed values; an unreadable one is blank, and the use case reports it."""
        return {name: self.cleaned_data.get(name, "") for name in ("source", "country")}


class MapForm(UploadForm):
    """Form of a draft's import, whose columns come beside."""

    map = forms.CharField(required=False)  # place of the error for a mapping
    into_demo = forms.BooleanField(required=False)
