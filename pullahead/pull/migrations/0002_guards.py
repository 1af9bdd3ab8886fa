"""Receipts can only grow; an open lead has a card; the hot table stays small."""

from django.db import migrations

from pullahead.base.guards import receipt_append_only


def lead_has_card(apps, editor):
    """The foreign key that points up a storey: on SQLite it stands in the column itself."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE leads_lead ADD CONSTRAINT lead_has_card FOREIGN KEY (card_id) "
            "REFERENCES pull_card (lead_id) DEFERRABLE INITIALLY DEFERRED"
        )


def vacuum_often(apps, editor):
    """Its updates cannot be HOT (each moves an indexed column), so dead rows pile up fast."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE pull_card SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, "
            "autovacuum_vacuum_cost_delay = 0)"
        )


def moments_are_finite(apps, editor):
    """PostgreSQL has a moment called infinity, which is no next moment at all."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE pull_card ADD CONSTRAINT card_finite CHECK (isfinite(wake_at) "
            "AND isfinite(review_at) AND isfinite(owner_at) AND isfinite(due_at))"
        )


class Migration(migrations.Migration):
    dependencies = [("pull", "0001_initial"), ("leads", "0001_initial")]
    operations = [
        migrations.RunPython(receipt_append_only, migrations.RunPython.noop),
        migrations.RunPython(lead_has_card, migrations.RunPython.noop),
        migrations.RunPython(moments_are_finite, migrations.RunPython.noop),
        migrations.RunPython(vacuum_often, migrations.RunPython.noop),
    ]
