"""All tables of floor as they stand after 0002_team_figures; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import django.db.models.expressions
import pullahead.base.create_models
import pullahead.floor.rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('floor', '0001_initial'), ('floor', '0002_team_figures')]

    initial = True

    dependencies = [
        ('leads', '0001_squashed'),
        ('pull', '0001_squashed'),
        ('team', '0001_squashed'),
        ('team', '__first__'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='FloorSnapshot',
                    fields=[
                        ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ('body', models.TextField(blank=True)),
                        ('version', models.CharField(blank=True, max_length=16)),
                        ('made_at', models.DateTimeField(null=True)),
                        ('begun_at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='AlertRecipient',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.CharField(max_length=254)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='TeamFigures',
                    fields=[
                        ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='team.team')),
                        ('callbacks_due', models.PositiveIntegerField(default=0)),
                        ('callbacks_kept', models.PositiveIntegerField(default=0)),
                        ('callbacks_rescued', models.PositiveIntegerField(default=0)),
                        ('callbacks_missed', models.PositiveIntegerField(default=0)),
                        ('lost_not_pulled', models.FloatField(null=True)),
                        ('lost_all_busy', models.FloatField(null=True)),
                        ('lost_no_skill', models.FloatField(null=True)),
                        ('computed_at', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'floor_team_figures',
                        'constraints': [models.CheckConstraint(condition=models.Q(('callbacks_due__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('callbacks_kept'), '+', models.F('callbacks_rescued')), '+', models.F('callbacks_missed')))), name='team_figures_add_up')],
                    },
                ),
                migrations.CreateModel(
                    name='FloorAlert',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[(pullahead.floor.rules.FloorAlertKind['FRESH_WAITS'], pullahead.floor.rules.FloorAlertKind['FRESH_WAITS']), (pullahead.floor.rules.FloorAlertKind['NOBODY_PRESENT'], pullahead.floor.rules.FloorAlertKind['NOBODY_PRESENT']), (pullahead.floor.rules.FloorAlertKind['SOURCE_SILENT'], pullahead.floor.rules.FloorAlertKind['SOURCE_SILENT']), (pullahead.floor.rules.FloorAlertKind['CLAIMS_ENDED'], pullahead.floor.rules.FloorAlertKind['CLAIMS_ENDED'])], max_length=20)),
                        ('key', models.CharField(max_length=40)),
                        ('count', models.PositiveIntegerField(default=0)),
                        ('since', models.DateTimeField(null=True)),
                        ('opened_at', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('seen_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('seen_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('source', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.source')),
                        ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='team.team')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['opened_at'], name='floor_alert_opened')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('key',), name='floor_alert_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at__isnull', True), ('seen_by__isnull', True)), models.Q(('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='floor_alert_seen')],
                    },
                ),
                migrations.CreateModel(
                    name='FloorMessageRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('about', models.CharField(choices=[('praise', 'Praise'), ('ask', 'Ask'), ('correct', 'Correct'), ('note', 'Note')], max_length=7)),
                        ('text', models.CharField(max_length=500)),
                        ('at', models.DateTimeField()),
                        ('read_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pull.claimrow')),
                        ('to', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'floor_message',
                        'indexes': [models.Index(condition=models.Q(('read_at__isnull', True)), fields=['to', 'at'], name='floor_message_unread')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('about', 'praise'), _connector='OR'), name='floor_message_says')],
                    },
                ),
                migrations.CreateModel(
                    name='WallboardTarget',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('figure', models.CharField(max_length=20)),
                        ('target', models.PositiveIntegerField()),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='team.team')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('team', 'figure'), name='wallboard_target_once')],
                    },
                ),
            ],
        ),
    ]
