"""All tables of compliance as they stand after 0003_dnc_parts; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import datetime
import django.db.models.deletion
import pullahead.base.create_models
import uuid
from django.conf import settings
from django.db import migrations, models
from pullahead.base.triggers import rule_pack_append_only


class Migration(migrations.Migration):

    replaces = [('compliance', '0001_initial'), ('compliance', '0002_one_form_of_argentine_numbers'), ('compliance', '0003_dnc_parts')]

    initial = True

    dependencies = [
        ('team', '__first__'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='ZoneOverride',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('prefix', models.CharField(max_length=16, unique=True)),
                        ('zones', models.JSONField(default=list)),
                        ('jurisdiction', models.CharField(blank=True, max_length=10)),
                        ('toll_free', models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='CallingWindow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('jurisdiction', models.CharField(max_length=10)),
                        ('weekday', models.PositiveSmallIntegerField()),
                        ('opens', models.TimeField()),
                        ('closes', models.TimeField()),
                        ('note', models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='window_weekday'), models.CheckConstraint(condition=models.Q(('opens__lt', models.F('closes')), ('closes', datetime.time(0, 0)), _connector='OR'), name='window_order')],
                    },
                ),
                migrations.CreateModel(
                    name='DncList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('country', models.CharField(max_length=2)),
                        ('as_of', models.DateTimeField()),
                        ('made_at', models.DateTimeField()),
                        ('count', models.PositiveIntegerField(default=0)),
                        ('current', models.BooleanField(default=False)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('current', True)), fields=('name',), name='dnc_list_current')],
                    },
                ),
                migrations.CreateModel(
                    name='DncNumber',
                    fields=[
                        ('pk', models.CompositePrimaryKey('value', 'of_id', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('value', models.CharField(max_length=20)),
                        ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='compliance.dnclist')),
                    ],
                ),
                migrations.CreateModel(
                    name='DncPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('text', models.TextField()),
                        ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='compliance.dnclist')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='dnc_part_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RulePack',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('version', models.PositiveIntegerField()),
                        ('jurisdiction', models.CharField(max_length=10)),
                        ('valid_from', models.DateField()),
                        ('rules', models.JSONField(default=dict)),
                        ('note', models.CharField(blank=True, max_length=500)),
                        ('made_at', models.DateTimeField()),
                        ('stamp', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('name', 'version'), name='rule_pack_version')],
                    },
                ),
            ],
        ),
        migrations.RunPython(rule_pack_append_only, migrations.RunPython.noop),
    ]
