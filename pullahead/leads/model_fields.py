"""Database fields and choices of the tables of leads."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.source_models import ProductMargin as ProductMargin
from pullahead.leads.source_models import RefusedDeliveries as RefusedDeliveries
from pullahead.leads.source_models import ReturnedLead as ReturnedLead
from pullahead.leads.source_models import Spend as Spend


class OpenCardId(models.GeneratedField):
    """The lead's own id while it is open, else null: the end of a foreign key to its card.

    Two deferrable foreign keys hold *open ⇔ a card exists*. The card's key points to this column,
    which is null for a closed lead. This column's key points to the card, so an open lead must
    have one at commit. It is the only key that points up a layer, from `leads` to `pull`. It is
    named here as text, because on SQLite a column's foreign key can only be written where the
    column is. On PostgreSQL a migration of `pull` adds it.
    """

    def db_type_suffix(self, connection: BaseDatabaseWrapper) -> str | None:
        if connection.vendor == "sqlite":
            return 'REFERENCES "pull_card" ("lead_id") DEFERRABLE INITIALLY DEFERRED'
        return None

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Prepare a value like the output field, for a foreign key to this column."""
        assert self.output_field is not None
        return self.output_field.get_db_prep_value(value, connection, prepared)


class WordField(models.CharField):  # type: ignore[type-arg]  # generic only in its stubs
    """Text that sorts by its bytes in both databases, so that a prefix is one range of an index.

    SQLite does so anyway; PostgreSQL would sort by the rules of a language.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the parameters of any text, with the plain collation on PostgreSQL."""
        plain = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": plain}


class MatchKeyField(models.CharField):  # type: ignore[type-arg]  # generic only in its stubs
    """Key of an address's `value`, written with each row, also by `bulk_create`."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the row's value."""
        key = match_key(model_instance.value)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class AddressKind(models.TextChoices):
    """Values of the column, with their labels."""

    PHONE = "phone"
    EMAIL = "email"


class SaleVerdict(models.TextChoices):
    """Values of the column, with their labels."""

    WON = "won"
    LOST = "lost"
    NONE = "none"  # a withdrawal of the earlier outcome
