"""All tables of scoring as they stand after 0001_initial; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import pullahead.base.create_models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('scoring', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='ModelVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField()),
                        ('kind', models.CharField(max_length=20)),
                        ('parameters', models.JSONField()),
                        ('figures', models.JSONField()),
                        ('refusals', models.JSONField(default=list)),
                        ('rows', models.PositiveIntegerField()),
                        ('outcomes', models.PositiveIntegerField()),
                        ('state', models.CharField(choices=[('refused', 'Refused'), ('kept', 'Kept'), ('in_use', 'In Use')], max_length=7)),
                        ('published_at', models.DateTimeField(null=True)),
                        ('published_by', models.BigIntegerField(null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['refused', 'kept', 'in_use'])), name='version_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_use'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='version_in_use_was_published'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), ('published_at__isnull', True), _connector='OR'), name='version_refused_never_published'), models.UniqueConstraint(condition=models.Q(('state', 'in_use')), fields=('state',), name='version_one_in_use')],
                    },
                ),
                migrations.CreateModel(
                    name='RatesVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField()),
                        ('figures', models.TextField()),
                        ('counts', models.JSONField()),
                        ('in_use', models.BooleanField(default=False)),
                        ('published_at', models.DateTimeField(null=True)),
                        ('published_by', models.BigIntegerField(null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('in_use', False), ('published_at__isnull', False), _connector='OR'), name='rates_in_use_were_published'), models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('in_use',), name='rates_one_in_use')],
                    },
                ),
            ],
        ),
    ]
