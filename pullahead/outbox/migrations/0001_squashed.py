"""All tables of outbox as they stand after 0001_initial; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import pullahead.base.create_models
from django.db import migrations, models
from pullahead.outbox.schema import add_trigger


class Migration(migrations.Migration):

    replaces = [('outbox', '0001_initial')]

    initial = True

    dependencies = [
        ('base', '0001_squashed'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Endpoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tag', models.CharField(max_length=16, unique=True)),
                        ('label', models.CharField(max_length=100)),
                        ('url', models.CharField(max_length=500)),
                        ('secret', models.CharField(max_length=100)),
                        ('old_secret', models.CharField(blank=True, max_length=100)),
                        ('old_secret_until', models.DateTimeField(null=True)),
                        ('made_at', models.DateTimeField()),
                        ('disabled_at', models.DateTimeField(null=True)),
                        ('failures', models.PositiveIntegerField(default=0)),
                        ('resume_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('old_secret', ''), ('old_secret_until__isnull', True)), models.Q(models.Q(('old_secret', ''), _negated=True), ('old_secret_until__isnull', False)), _connector='OR'), name='endpoint_old_secret_ends')],
                    },
                ),
                migrations.CreateModel(
                    name='OutboxMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject_id', models.UUIDField(null=True)),
                        ('mail_to', models.CharField(blank=True, max_length=254)),
                        ('mail_subject', models.CharField(blank=True, max_length=200)),
                        ('mail_body', models.TextField(blank=True)),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='waiting', max_length=7)),
                        ('failures', models.PositiveSmallIntegerField(default=0)),
                        ('made_at', models.DateTimeField()),
                        ('next_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('endpoint', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='outbox.endpoint')),
                        ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='base.journal')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='outbox_due'), models.Index(condition=models.Q(('state', 'waiting')), fields=['endpoint', 'subject_id', 'id'], name='outbox_in_order'), models.Index(fields=['ended_at'], name='outbox_ended')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('endpoint__isnull', False), ('event__isnull', False), ('mail_to', '')), models.Q(('endpoint__isnull', True), ('event__isnull', True), models.Q(('mail_to', ''), _negated=True)), _connector='OR'), name='outbox_webhook_or_mail'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('next_at__isnull', False), ('state', 'waiting')), models.Q(('ended_at__isnull', False), ('next_at__isnull', True), ('state__in', ['sent', 'failed'])), _connector='OR'), name='outbox_waits_or_ended')],
                    },
                ),
                migrations.CreateModel(
                    name='DeliveryAttempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('status', models.PositiveSmallIntegerField(null=True)),
                        ('failure', models.CharField(blank=True, max_length=30)),
                        ('took_ms', models.PositiveIntegerField()),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='outbox.outboxmessage')),
                    ],
                ),
                migrations.CreateModel(
                    name='EndpointEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='outbox.endpoint')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'endpoint'), name='endpoint_event_once')],
                    },
                ),
            ],
        ),
        migrations.RunPython(add_trigger, migrations.RunPython.noop),
    ]
