"""All tables of base as they stand after 0002_deal; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import pullahead.base.create_models
from django.db import migrations, models
from pullahead.base.triggers import journal_append_only


class Migration(migrations.Migration):

    replaces = [('base', '0001_initial'), ('base', '0002_deal')]

    initial = True

    dependencies = [
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Setting',
                    fields=[
                        ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ('value', models.JSONField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('payload', models.JSONField(default=dict)),
                        ('key', models.CharField(blank=True, max_length=100)),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='waiting', max_length=9)),
                        ('token', models.UUIDField(blank=True, null=True)),
                        ('leased_until', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('checkpoint', models.JSONField(default=dict)),
                        ('result', models.JSONField(default=dict)),
                        ('error', models.TextField(blank=True)),
                        ('run_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField()),
                        ('created_by', models.BigIntegerField(blank=True, null=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['run_at', 'id'], name='job_next')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('leased_until__isnull', False), ('state', 'running'), ('token__isnull', False)), models.Q(models.Q(('state', 'running'), _negated=True), ('leased_until__isnull', True), ('token__isnull', True)), _connector='OR'), name='job_runs_under_a_lease'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['done', 'failed', 'cancelled'])), models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'running'])), _connector='OR'), name='job_over_has_its_end'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running']), models.Q(('key', ''), _negated=True)), fields=('key',), name='job_open_once_a_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Journal',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('kind', models.CharField(max_length=40)),
                        ('lead_id', models.UUIDField(null=True)),
                        ('deal_id', models.UUIDField(null=True)),
                        ('actor_id', models.BigIntegerField(null=True)),
                        ('data', models.JSONField(default=dict)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['lead_id', 'id'], name='journal_lead'), models.Index(condition=models.Q(('deal_id__isnull', False)), fields=['deal_id', 'id'], name='journal_deal'), models.Index(fields=['actor_id', 'id'], name='journal_actor')],
                    },
                ),
                migrations.CreateModel(
                    name='Retry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('owner', models.CharField(max_length=60)),
                        ('key', models.CharField(max_length=200)),
                        ('body_hash', models.CharField(max_length=64)),
                        ('status', models.PositiveSmallIntegerField()),
                        ('answer', models.JSONField()),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('owner', 'key'), name='retry_once')],
                    },
                ),
            ],
        ),
        migrations.RunPython(journal_append_only, migrations.RunPython.noop),
    ]
