"""Tables of leads. Each index names the question that it answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, When

from pullahead.base.ids import new_id
from pullahead.base.models import ApiKey, Job
from pullahead.leads.contact_models import Contact as Contact
from pullahead.leads.handles import WORD_LENGTH
from pullahead.leads.model_fields import AddressKind as AddressKind
from pullahead.leads.model_fields import MatchKeyField as MatchKeyField
from pullahead.leads.model_fields import OpenCardId as OpenCardId
from pullahead.leads.model_fields import SaleVerdict as SaleVerdict
from pullahead.leads.model_fields import WordField as WordField
from pullahead.leads.source_models import BuyingCap as BuyingCap
from pullahead.leads.source_models import ProductMargin as ProductMargin
from pullahead.leads.source_models import PublishedPlan as PublishedPlan
from pullahead.leads.source_models import RefusedDeliveries as RefusedDeliveries
from pullahead.leads.source_models import ReturnedLead as ReturnedLead
from pullahead.leads.source_models import Spend as Spend


class Source(models.Model):
    """Origin of leads: a vendor, form, campaign or file."""

    name = models.CharField(max_length=100, unique=True)
    # zone of its leads if neither phone nor country gives one; may be blank
    zone = models.CharField(max_length=60, blank=True)
    # price of one accepted lead; null: free, or paid by spend. Never both (source_money.py)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # percent of a sale's value that is margin; null: all of it
    margin = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    # no lead is accepted from then on
    paused_at = models.DateTimeField(null=True)
    # most inquiries accepted in an hour, day and month, and most open leads; null: no cap
    cap_hour = models.PositiveIntegerField(null=True)
    cap_day = models.PositiveIntegerField(null=True)
    cap_month = models.PositiveIntegerField(null=True)
    cap_open = models.PositiveIntegerField(null=True)
    # days in which its vendor takes leads back; null: return_rules.WINDOW_DAYS
    return_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="source_cost_not_negative",
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
            ),
            models.CheckConstraint(
                name="source_margin_percent",
                condition=Q(margin__isnull=True) | Q(margin__gte=0, margin__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_caps(self) -> bool:
        """Return whether a delivery can be refused because the source is full."""
        caps = (self.cap_hour, self.cap_day, self.cap_month, self.cap_open)
        return any(cap is not None for cap in caps)


class SourceKey(ApiKey):
    """API key of a source. Leads sent with the key belong to that source."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="keys")


class Lead(models.Model):
    """A person who may buy. Open until a final disposition closes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="leads")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    attributes = models.JSONField(default=dict)
    # as a user entered it; blank: from the phone
    zone = models.CharField(max_length=60, blank=True)
    admitted_at = models.DateTimeField()
    # for lists with the newest first: the time of the latest inquiry
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_as = models.CharField(max_length=40, blank=True)
    # the lead of the same person that was closed before this one
    earlier = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later"
    )
    card_id = OpenCardId(
        expression=Case(When(closed_at__isnull=True, then=F("id")), default=None),
        output_field=models.UUIDField(),
        db_persist=True,
        unique=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lead_closed_with_disposition",
                condition=Q(closed_at__isnull=True, closed_as="")
                | (Q(closed_at__isnull=False) & ~Q(closed_as="")),
            ),
            models.CheckConstraint(
                name="lead_value_positive", condition=Q(value__isnull=True) | Q(value__gt=0)
            ),
        ]
        indexes = [
            # the list of leads, newest first, page by page
            models.Index(fields=["-asked_at", "-id"], name="lead_newest"),
            # the cohort of a source
            models.Index(fields=["source", "admitted_at"], name="lead_cohort"),
            # the open backlog of a source
            models.Index(
                fields=["source"], condition=Q(closed_at__isnull=True), name="lead_open_of_source"
            ),
            # the leads that were closed in the last hours
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="lead_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"lead {self.id}"


class Address(models.Model):
    """Phone or email address of a lead."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=5, choices=AddressKind)
    # E.164 for a phone, normalized for an email
    value = models.CharField(max_length=254)
    # equal for all spellings of one mailbox or number: duplicates, opt-outs, calls to one number
    match_key = MatchKeyField(max_length=254, editable=False)
    # digits to dial once a switchboard answers; "" without one
    extension = models.CharField(max_length=7, blank=True)
    valid = models.BooleanField(default=True)
    # why it is not valid, such as *disconnected*
    reason = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "kind", "value"], name="address_once"),
        ]
        indexes = [
            # who has this number or mailbox: duplicates at intake, look-up, calls to one number
            models.Index(fields=["match_key", "kind"], name="address_match"),
        ]


class Handle(models.Model):
    """Word by which a search finds a lead, as leads.handles writes it.

    Folded words of name and company, the whole name, a mailbox, or the digits of a phone from the
    last to the first.
    """

    # one lead's words, each once; it is the foreign key's index too
    pk = models.CompositePrimaryKey("lead_id", "word")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="handles", db_index=False)
    word = WordField(max_length=WORD_LENGTH)

    class Meta:
        indexes = [
            # whose word begins like this, the newest leads first
            models.Index(fields=["word", "-lead"], name="handle_word"),
        ]


class Inquiry(models.Model):
    """One request of a person."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="inquiries")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="inquiries")
    external_id = models.CharField(max_length=200, blank=True)
    row_hash = models.CharField(max_length=64)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField(blank=True)
    attributes = models.JSONField(default=dict)
    # [line, column, template, values] of what was cut, corrected, left out or not understood
    # (base.wording.as_stored); version 0.1.0 stored [line, column, reason]
    notes = models.JSONField(default=list)
    # attribute → moment (ISO 8601) of its last change after it came in
    changed = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    # the moment that the sender gave, also one yet to come; null where none was given
    stated_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            # the same row of the same source is *already here*, however often it is sent
            models.UniqueConstraint(fields=["source", "row_hash"], name="inquiry_row_once"),
        ]
        indexes = [
            # the leads that a source names by this id: not unique, for two people may share one
            models.Index(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="inquiry_external_id",
            ),
            # how many a source delivered in a period: its caps and its cost
            models.Index(fields=["source", "admitted_at"], name="inquiry_arrived"),
        ]


class OptOut(models.Model):
    """An address whose owner asked not to be called, for ever and for every lead with it."""

    kind = models.CharField(max_length=5, choices=AddressKind)
    # the address's match key, so that every spelling of it is barred
    value = models.CharField(max_length=254)
    at = models.DateTimeField()
    # of an opt-out that an administrator entered
    reason = models.CharField(max_length=500, blank=True, default="")
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="opt_out_once")]


class Consent(models.Model):
    """Consent of a person to calls or messages at one address, as presented.

    Evidence: only its end is ever changed, and nothing deletes it.
    """

    lead = models.ForeignKey(
        Lead, on_delete=models.SET_NULL, null=True, related_name="consents", db_index=False
    )
    kind = models.CharField(max_length=5, choices=AddressKind)
    value = models.CharField(max_length=254)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    # why, as given, and by whom; an opt-out says neither
    withdrawn_for = models.CharField(max_length=500, blank=True)
    withdrawn_by = models.BigIntegerField(null=True)
    # how it was given: a code of leads.consent.CHANNELS; "" where the inquiry did not say
    channel = models.CharField(max_length=10, blank=True)
    # what they saw and agreed to, or said, and where
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    # the person who recorded it; null: it came with an inquiry, or by a source's key
    actor_id = models.BigIntegerField(null=True)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="consents", db_index=False
    )
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [
            # whether the owner of this address agreed, and still does
            models.Index(
                fields=["value", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_value",
            ),
            # the evidence of one lead
            models.Index(fields=["lead"], name="consent_lead"),
        ]


class SaleOutcome(models.Model):
    """Sale outcome of a lead: won or lost. Rows are only added; a correction refers to the row that
    it replaces."""

    class How(models.TextChoices):
        AGENT = "agent"  # typed on a page, by an agent or a team lead
        API = "api"
        FILE = "file"

    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, related_name="outcomes", db_index=False
    )
    verdict = models.CharField(max_length=4, choices=SaleVerdict)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    # when it happened, and when it was recorded here
    at = models.DateTimeField()
    kept_at = models.DateTimeField()
    how = models.CharField(max_length=5, choices=How)
    # who reported it: a person (by page, key or file), or a source's key
    actor_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField(null=True)
    # the outcome that this one replaces
    corrects = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="corrected_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outcome_verdict", condition=Q(verdict__in=["won", "lost", "none"])
            ),
            models.CheckConstraint(
                name="outcome_value_positive", condition=Q(value__isnull=True) | Q(value__gt=0)
            ),
        ]
        indexes = [
            # the current outcome: the latest of a lead
            models.Index(fields=["lead", "-id"], name="outcome_lead"),
        ]


class Import(models.Model):
    """One imported file: its reading options, its progress, and the results of its rows."""

    name = models.CharField(max_length=200)  # the file's
    source_name = models.CharField(max_length=100)  # as it was typed, until there is the source
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    country = models.CharField(max_length=2, blank=True)
    header = models.JSONField()
    # for each column of the header, in its order: a field, *attribute* or *ignore*
    fields = models.JSONField()
    encoding = models.CharField(max_length=40, blank=True, default="")
    # dmy or mdy as a person stated it; empty for what the file shows
    date_order = models.CharField(max_length=3, blank=True, default="")
    # for each column the orders that its dates allow: d, m, and a for either
    date_marks = models.JSONField(default=list)
    # [line, template, values] of the lines above the headings
    ignored = models.JSONField(default=list)
    # counts of dead leads, where the rows are the dead leads of another system's export
    audit = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    # the person; empty for the command line
    made_by = models.BigIntegerField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    admitted = models.PositiveIntegerField(default=0)
    asked_again = models.PositiveIntegerField(default=0)
    already_here = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # of the rows that came in: those that opt out, and those with something that was left out
    opted_out = models.PositiveIntegerField(default=0)
    noted = models.PositiveIntegerField(default=0)
    # null: a draft
    job = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # the last one that withdrew it or brought it back
    withdrawal = models.OneToOneField(
        Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_adds_up",
                condition=Q(
                    rows=F("admitted") + F("asked_again") + F("already_here") + F("refused")
                ),
            ),
            models.CheckConstraint(
                name="import_started_has_its_source",
                condition=Q(job__isnull=True) | Q(source__isnull=False),
            ),
        ]


class ImportPart(models.Model):
    """Some hundred rows of an import: as read, then only those not admitted.

    Each of `rows` is [line, cells, why it cannot be read, doubtful cells]; of `refused`,
    [line, column, template, values] as `base.wording.as_stored` writes it; of `noted`, the same for
    rows that came in without something. Version 0.1.0 stored [line, column, reason].
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    noted = models.JSONField(default=list)

    class Meta:
        constraints = [
            # the next part of an import, and its refused rows in their order
            models.UniqueConstraint(fields=["of", "number"], name="import_part_once"),
        ]


class ImportedLead(models.Model):
    """A lead that an import admitted, so that the import can be withdrawn."""

    lead = models.OneToOneField(
        Lead, on_delete=models.CASCADE, primary_key=True, related_name="imported"
    )
    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="leads", db_index=False)

    class Meta:
        indexes = [
            # the leads of one import, batch by batch
            models.Index(fields=["of", "lead"], name="imported_lead_of"),
        ]
