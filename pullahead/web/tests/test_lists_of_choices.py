"""Lists of choices are drawn as Django draws them, without a template for each option."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from pullahead.web.forms.renderer import FieldRenderer
from pullahead.web.forms.work import ColleagueSelect


def _busy() -> forms.Select:
    widget = ColleagueSelect(attrs={"id": 'a"b', "required": True, "hidden": False})
    widget.busy = frozenset({2})
    return widget


@pytest.mark.parametrize(
    ("widget", "choices", "value"),
    [
        (forms.Select(), [], None),
        (forms.Select(), [("", gettext_lazy("Choose a person")), (7, "Ana <b>")], 7),
        (_busy(), [(1, "Ana & Bo"), (2, "Cy"), (2**53, 5)], "1"),
        (forms.Select(), [("A&B", [("1", "one"), ("2", "two")]), ("3", mark_safe("<i>"))], "2"),
    ],
)
def test_a_list_is_drawn_as_by_django(widget: forms.Select, choices: Any, value: object) -> None:
    widget.choices = choices
    context = widget.get_context("to", value, {"class": "wide"})
    name = widget.template_name

    drawn = FieldRenderer().render(name, context)
    assert drawn.split() == TemplatesSetting().render(name, context).split()
