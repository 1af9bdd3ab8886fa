"""Fields are drawn without a template as `components/field.html` draws them."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from pullahead.web.forms.base import Refusable, text_field


class Sample(Refusable):
    """Fields of each kind."""

    plain = forms.CharField(label="A & <b>")
    hinted = text_field(mark_safe("<i>Note</i>"), "What was <said>?")
    agreed = forms.BooleanField(label="Yes")
    hidden_hint = forms.CharField(required=False, help_text="Two & more", max_length=3)


def squeezed(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\s*(<[^>]*>)\s*", r"\1", page)).strip()


@pytest.mark.parametrize("data", [None, {"plain": "", "hidden_hint": 'long "text"'}])
@pytest.mark.parametrize("auto_id", ["%s", "id_%s"])
def test_a_field_is_drawn_as_by_the_template(data: dict[str, str] | None, auto_id: str) -> None:
    form = Sample(data, auto_id=auto_id)
    for field in form:
        wanted = render_to_string("components/field.html", {"field": field})
        assert squeezed(field.as_field_group()) == squeezed(wanted), field.name
