"""Lists of choices and inputs are drawn as Django draws them, without templates."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from pullahead.web.forms.renderer import FieldRenderer, LongSelect


@pytest.mark.parametrize(
    ("widget", "choices", "value"),
    [
        (forms.Select(), [], None),
        (forms.Select(), [("", gettext_lazy("Choose a person")), (7, "Ana <b>")], 7),
        (forms.Select({"id": 'a"b', "required": True, "hidden": False}), [(2**53, 5)], "1"),
        (forms.Select(), [("A&B", [("1", "one"), ("2", "two")]), ("3", mark_safe("<i>"))], "2"),
    ],
)
def test_a_list_is_drawn_as_by_django(widget: forms.Select, choices: Any, value: object) -> None:
    widget.choices = choices
    context = widget.get_context("to", value, {"class": "wide"})
    name = widget.template_name

    drawn = FieldRenderer().render(name, context)
    assert drawn.split() == TemplatesSetting().render(name, context).split()


def test_a_long_list_is_drawn_as_a_short_one() -> None:
    rows = [("", "Choose"), (1, "Ana & <Bo>"), (2, "Cy")]
    short, long = forms.Select({"id": "to"}, choices=rows), LongSelect({"id": "to"})
    long.rows = [(value, text, value != 2) for value, text in rows]

    drawn = str(short.render("to", 1, {"class": "wide", "required": True}, FieldRenderer()))
    drawn = drawn.replace('value="2"', 'value="2" disabled')
    assert long.render("to", "1", {"class": "wide", "required": True}) == drawn
    assert long.use_required_attribute(None) == short.use_required_attribute(None)


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(), 'a "b" & <c>'),
        (forms.NumberInput({"min": 0, "hidden": True, "disabled": False}), 7),
        (forms.HiddenInput(), None),
        (forms.EmailInput(), mark_safe("<i>")),
        (forms.DateInput({"type": "date"}), "2026-05-04"),
        (forms.CheckboxInput({"data-key": "o"}), True),
    ],
)
def test_an_input_is_drawn_as_by_django(widget: forms.Widget, value: object) -> None:
    given = "to", value, {"id": "a", "class": "wide"}
    drawn = widget.render(*given, renderer=FieldRenderer())
    assert drawn == widget.render(*given, renderer=TemplatesSetting()).strip()


def test_a_radio_button_is_drawn_as_by_django() -> None:
    class Reasons(forms.Form):
        why = forms.ChoiceField(choices=[("a", "A & B"), ("b", "B")], widget=forms.RadioSelect)

    ours, theirs = Reasons({"why": "b"}), Reasons({"why": "b"}, renderer=TemplatesSetting())
    assert [one.tag() for one in ours["why"]] == [one.tag().strip() for one in theirs["why"]]
