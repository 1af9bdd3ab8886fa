"""Renderer of all forms: one template shows a field with its label, hint and errors."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """Renderer that finds the templates of fields among those of the pages."""

    field_template_name = "components/field.html"
