"""Store listed Argentine mobiles by their match key, without the 9 of calls from abroad."""

from __future__ import annotations

from django.db import migrations

MOVE = """
INSERT INTO compliance_dncnumber (value, of_id)
SELECT '+54' || substr(value, 5), of_id FROM compliance_dncnumber
WHERE value LIKE '+549%' AND length(value) = 14
ON CONFLICT DO NOTHING
"""
DROP = "DELETE FROM compliance_dncnumber WHERE value LIKE '+549%' AND length(value) = 14"


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial")]

    operations = [migrations.RunSQL([MOVE, DROP], migrations.RunSQL.noop)]
