"""Form of a team's workflow: a row for each stage, the shared limit, and the expectation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.usecases.deals.workflow import (
    ItemDefinition,
    StageDefinition,
    TypedStage,
    TypedWorkflow,
    WorkflowDefinition,
)
from pullahead.web.forms.base import CELL, Refusable

NEW_ROWS = 2
LAST_LIMIT = 999


@dataclass(frozen=True, slots=True)
class StageFields:
    """The fields of one stage, and its name at present."""

    name: BoundField
    place: BoundField
    limit: BoundField
    shared: BoundField
    drop_to: BoundField | None
    items: BoundField
    was: str


class WorkflowForm(Refusable):
    """Form of stages, limits and policies."""

    shared_name = forms.CharField(
        label=gettext_lazy("Name of the shared limit"), required=False, max_length=40
    )
    shared_limit = forms.IntegerField(
        label=gettext_lazy("Shared limit"), required=False, min_value=1, max_value=LAST_LIMIT
    )
    person_limit = forms.IntegerField(
        label=gettext_lazy("Limit for each person"),
        help_text=gettext_lazy("Blank: no limit."),
        required=False,
        min_value=1,
        max_value=LAST_LIMIT,
    )
    team_limit = forms.IntegerField(
        label=gettext_lazy("Limit for the whole team"),
        help_text=gettext_lazy("Blank: no limit."),
        required=False,
        min_value=1,
        max_value=LAST_LIMIT,
    )
    sle_percent = forms.IntegerField(
        label=gettext_lazy("Share of deals, in percent"), min_value=1, max_value=99
    )
    sle_days = forms.IntegerField(
        label=gettext_lazy("Days within which these deals are closed"),
        min_value=1,
        max_value=LAST_LIMIT,
    )
    policy = forms.CharField(
        label=gettext_lazy("Policies"),
        help_text=gettext_lazy("How your team works on deals."),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, definition: WorkflowDefinition, data: Any = None) -> None:
        self.stages = definition.stages
        group, size = next(iter(definition.groups.items()), ("", None))
        super().__init__(
            data,
            initial={
                "shared_name": group,
                "shared_limit": size,
                "person_limit": definition.person_limit,
                "team_limit": definition.team_limit,
                "sle_days": definition.sle_days,
                "sle_percent": definition.sle_percent,
                "policy": definition.policies.get("pull", ""),
            },
        )
        for number in range(len(self.stages) + NEW_ROWS):
            self._add_row(number)
        cells = [name for name in self.fields if name.rpartition("_")[2].isdigit()]
        self.field_templates = dict.fromkeys(cells, CELL)

    def _add_row(self, number: int) -> None:
        stage = self.stages[number] if number < len(self.stages) else None
        items = "\n".join(("* " if one.required else "") + one.label for one in _items(stage))
        row = {
            "name": forms.CharField(
                label=_("Stage"), required=False, max_length=60, initial=stage.name if stage else ""
            ),
            "place": forms.IntegerField(
                label=_("Order"), required=False, min_value=1, max_value=99, initial=number + 1
            ),
            "limit": forms.IntegerField(
                label=_("Limit"),
                required=False,
                min_value=1,
                max_value=LAST_LIMIT,
                initial=stage.limit if stage else None,
            ),
            "shared": forms.BooleanField(
                label=_("Uses the shared limit"),
                required=False,
                initial=bool(stage and stage.group),
            ),
            "items": forms.CharField(
                label=_("Facts needed to leave"),
                required=False,
                max_length=2000,
                initial=items,
                widget=forms.Textarea({"rows": 2}),
            ),
        }
        if stage is not None and stage.id is not None:
            others = [(str(one.id), one.name) for one in self.stages if one.id != stage.id]
            row["drop_to"] = forms.ChoiceField(
                label=_("Deals go to"), required=False, choices=[("", "–"), *others]
            )
        for name, field in row.items():
            field.label = f"{field.label} {number + 1}"
            self.fields[f"{name}_{number}"] = field

    def rows(self) -> Iterator[StageFields]:
        """Yield the fields of each stage, and of the empty rows for new ones."""
        for number in range(len(self.stages) + NEW_ROWS):
            drop = f"drop_to_{number}"
            yield StageFields(
                name=self[f"name_{number}"],
                place=self[f"place_{number}"],
                limit=self[f"limit_{number}"],
                shared=self[f"shared_{number}"],
                drop_to=self[drop] if drop in self.fields else None,
                items=self[f"items_{number}"],
                was=self.stages[number].name if number < len(self.stages) else "",
            )

    def common(self) -> list[BoundField]:
        """Return the fields beside the stages."""
        names = "shared_name shared_limit person_limit team_limit sle_percent sle_days policy"
        return [self[name] for name in names.split()]

    def typed(self) -> TypedWorkflow:
        """Return what was typed, in the typed order."""
        given = self.cleaned_data
        group = given["shared_name"].strip() or _("Shared limit")
        rows = []
        for number in range(len(self.stages) + NEW_ROWS):
            stage = self.stages[number] if number < len(self.stages) else None
            name, known = given[f"name_{number}"].strip(), stage.id if stage else None
            if not name and known is None:
                continue
            place = given[f"place_{number}"] or number + 1
            drop_to = given.get(f"drop_to_{number}", "")
            one = TypedStage(
                name=name,
                limit=given[f"limit_{number}"],
                group=group if given[f"shared_{number}"] else "",
                id=known,
                items=_typed_items(given[f"items_{number}"], stage),
                drop_to=int(drop_to) if drop_to else None,
            )
            rows.append((place, number, one))
        rows.sort(key=lambda row: row[:2])
        return TypedWorkflow(
            stages=[one for _place, _number, one in rows],
            groups={group: given["shared_limit"]},
            person_limit=given["person_limit"],
            team_limit=given["team_limit"],
            sle_days=given["sle_days"],
            sle_percent=given["sle_percent"],
            policy=given["policy"],
        )


def _items(stage: StageDefinition | None) -> tuple[ItemDefinition, ...]:
    return stage.items if stage else ()


def _typed_items(text: str, stage: StageDefinition | None) -> tuple[ItemDefinition, ...]:
    """Read needed facts, one a line; a required one starts with *."""
    kinds = {one.label: one.kind for one in _items(stage)}
    found = {}
    for line in text.splitlines()[:20]:
        required = line.lstrip().startswith("*")
        label = line.strip().lstrip("*").strip()[:200]
        if label:
            found[label] = ItemDefinition(label, kinds.get(label, "text"), required)
    return tuple(found.values())
