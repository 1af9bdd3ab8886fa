"""Forms of the buyer's plan, the Delivery, concessions and offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.sprints.delivery import OfferView
from pullahead.usecases.sprints.plan import DealPlan
from pullahead.usecases.sprints.plan_acts import StepInput
from pullahead.web.forms.base import LOCAL, Refusable, date_field, select_field, text_field
from pullahead.web.forms.pods import RIGHTS

HIDDEN = forms.HiddenInput
JOBS = [
    ("", _("None")),
    ("problem", _("Identify the problem")),
    ("exploration", _("Explore solutions")),
    ("requirements", _("Agree on requirements")),
    ("selection", _("Select the supplier")),
    ("validation", _("Validate the choice")),
    ("consensus", _("Reach consensus")),
]
OBJECTIVE_STATES = [("open", _("Open")), ("met", _("Met")), ("dropped", _("Dropped"))]
FIT_WORDS = [
    ("yes", _("Yes")),
    ("part", _("In part")),
    ("no", _("No")),
    ("unknown", _("Unknown")),
]
KINDS = [("product", _("Product")), ("service", _("Service"))]


def _heard() -> forms.DateTimeField:
    return forms.DateTimeField(
        required=False,
        label=_("Heard"),
        help_text=_("Blank: just now"),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )


class DealPlanForm(Refusable):
    """Base of the forms of a plan."""

    def __init__(self, data: Any = None, *, plan: DealPlan, act: str, **options: Any) -> None:
        super().__init__(data, auto_id=f"{act}-%s", **options)
        self.choose(plan)

    def choose(self, plan: DealPlan) -> None:
        """Set the choices of the fields."""


class StepForm(DealPlanForm):
    """Form of a step of the buyer."""

    name = text_field(_("Step"), _("As the customer calls it"), max_length=120)
    due = date_field(_("Date"))
    contact = forms.TypedChoiceField(label=_("Owner"), coerce=int, required=False, empty_value=None)
    needs = text_field(_("What the customer needs from us"), max_length=300)
    job = select_field(_("Buying job"), choices=JOBS)
    heard_at = _heard()

    def choose(self, plan: DealPlan) -> None:
        """Offer the contacts of the deal."""
        field = self.fields["contact"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Not known")), *plan.contacts]

    def typed(self) -> StepInput:
        """Return what was typed."""
        data = self.cleaned_data
        return StepInput(data["name"], data["due"], data["contact"], data["needs"], data["job"])


class ChangeStepForm(StepForm):
    """Form of a known step."""

    step = forms.UUIDField(widget=HIDDEN)


class EndStepForm(DealPlanForm):
    """Form that ends a step or opens it again."""

    step = forms.UUIDField(widget=HIDDEN)
    state = forms.CharField(widget=HIDDEN, max_length=7)


class MoveStepForm(DealPlanForm):
    """Form that moves a step among the open ones."""

    step = forms.UUIDField(widget=HIDDEN)
    place = forms.IntegerField(widget=HIDDEN, min_value=-1, max_value=1000)


class ObjectiveForm(DealPlanForm):
    """Form of an objective."""

    words = text_field(_("Objective, in the customer’s words"), rows=2, max_length=300)
    measure = text_field(_("How the customer will know that it is met"), max_length=200)
    heard_at = _heard()


class ChangeObjectiveForm(ObjectiveForm):
    """Form of a known objective."""

    objective = forms.UUIDField(widget=HIDDEN)
    state = select_field(_("State"), choices=OBJECTIVE_STATES)


class FitForm(DealPlanForm):
    """Form of one fit: objective, offer, word, gap."""

    objective = select_field(_("Objective"))
    with_offer = select_field(_("Offer"))
    fit_word = select_field(_("Does the offer meet the objective?"), choices=FIT_WORDS)
    gap = text_field(_("Gap"), _("What is missing"), max_length=300)
    proof = select_field(_("Proof"), _("A promise that the customer confirmed"))

    def choose(self, plan: DealPlan) -> None:
        """Offer the objectives and offers of the deal."""
        delivery = plan.delivery
        self.offer("objective", [(str(one.id), one.words[:60]) for one in delivery.objectives])
        self.offer("proof", [("", _("None yet")), *plan.proofs])
        self.offer("with_offer", [(str(one.id), named(one)) for one in delivery.offers])


class GapItemForm(DealPlanForm):
    """Form that adds the item for a gap."""

    objective = forms.UUIDField(widget=HIDDEN)
    with_offer = forms.UUIDField(widget=HIDDEN)


class ConcessionForm(DealPlanForm):
    """Form of a grant within a right; `seen` is the right as the page showed it."""

    what = forms.CharField(widget=HIDDEN, max_length=9)
    seen = forms.DecimalField(widget=HIDDEN, required=False)
    amount = forms.DecimalField(label=_("Amount"), required=False)


class AskForm(DealPlanForm):
    """Form that asks a shared pod for a concession."""

    what = select_field(_("What"), choices=RIGHTS)
    amount = forms.DecimalField(label=_("Amount"), required=False)
    pod = forms.TypedChoiceField(label=_("Ask"), coerce=int, required=False, empty_value=None)
    why = text_field(_("Why"), max_length=300)

    def choose(self, plan: DealPlan) -> None:
        """Offer the shared pods."""
        field = self.fields["pod"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose …")), *plan.shared_pods]


class OfferForm(Refusable):
    """Form of an offer."""

    offer_id = forms.UUIDField(widget=HIDDEN, required=False)
    name = text_field(_("Product or service"), max_length=120)
    kind = select_field(_("Kind"), choices=KINDS)
    partner = text_field(_("Partner"), _("Blank: ours"), max_length=120)
    retired = forms.BooleanField(label=_("No longer offered"), required=False)


def named(offer: OfferView) -> str:
    """Return the name of an offer, with the partner's."""
    return f"{offer.name} · {offer.partner}" if offer.partner else offer.name
