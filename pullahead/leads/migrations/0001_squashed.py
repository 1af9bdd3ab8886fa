"""All tables of leads as they stand after 0010_contact_told_at; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import django.db.models.expressions
import pullahead.base.create_models
import pullahead.base.ids
import pullahead.leads.model_fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('leads', '0001_initial'), ('leads', '0002_readings'), ('leads', '0003_addresses_in_all_spellings'), ('leads', '0004_opt_out_reason'), ('leads', '0005_source_money'), ('leads', '0006_returns'), ('leads', '0007_contact'), ('leads', '0008_return_days'), ('leads', '0009_buying_cap'), ('leads', '0010_contact_told_at')]

    initial = True

    dependencies = [
        ('base', '0001_squashed'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Source',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, unique=True)),
                        ('zone', models.CharField(blank=True, max_length=60)),
                        ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ('margin', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                        ('paused_at', models.DateTimeField(null=True)),
                        ('cap_hour', models.PositiveIntegerField(null=True)),
                        ('cap_day', models.PositiveIntegerField(null=True)),
                        ('cap_month', models.PositiveIntegerField(null=True)),
                        ('cap_open', models.PositiveIntegerField(null=True)),
                        ('return_days', models.PositiveSmallIntegerField(null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='source_cost_not_negative'), models.CheckConstraint(condition=models.Q(('margin__isnull', True), models.Q(('margin__gte', 0), ('margin__lte', 100)), _connector='OR'), name='source_margin_percent')],
                    },
                ),
                migrations.CreateModel(
                    name='BuyingCap',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('batch', models.UUIDField()),
                        ('at', models.DateTimeField()),
                        ('actor_id', models.BigIntegerField(null=True)),
                        ('cap_day', models.PositiveIntegerField()),
                        ('was', models.PositiveIntegerField(null=True)),
                        ('undone_at', models.DateTimeField(null=True)),
                        ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='buying_caps', to='leads.source')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['-at'], name='buying_cap_latest')],
                        'constraints': [models.UniqueConstraint(fields=('batch', 'source'), name='buying_cap_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Lead',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ('name', models.CharField(blank=True, max_length=200)),
                        ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ('attributes', models.JSONField(default=dict)),
                        ('zone', models.CharField(blank=True, max_length=60)),
                        ('admitted_at', models.DateTimeField()),
                        ('asked_at', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('closed_as', models.CharField(blank=True, max_length=40)),
                        ('card_id', pullahead.leads.model_fields.OpenCardId(db_persist=True, expression=models.Case(models.When(closed_at__isnull=True, then=models.F('id')), default=None), output_field=models.UUIDField(), unique=True)),
                        ('earlier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='later', to='leads.lead')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='leads.source')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['-asked_at', '-id'], name='lead_newest'), models.Index(fields=['source', 'admitted_at'], name='lead_cohort'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['source'], name='lead_open_of_source')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_as', ''), ('closed_at__isnull', True)), models.Q(('closed_at__isnull', False), models.Q(('closed_as', ''), _negated=True)), _connector='OR'), name='lead_closed_with_disposition'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gt', 0), _connector='OR'), name='lead_value_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='RefusedDeliveries',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('reason', models.CharField(max_length=10)),
                        ('count', models.PositiveIntegerField(default=0)),
                        ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='refused', to='leads.source')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('source', 'day', 'reason'), name='refused_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnedLead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=12)),
                        ('external_id', models.CharField(blank=True, max_length=200)),
                        ('arrived_at', models.DateTimeField()),
                        ('price', models.DecimalField(decimal_places=2, max_digits=14)),
                        ('returned_at', models.DateTimeField()),
                        ('returned_by', models.BigIntegerField(null=True)),
                        ('credited_at', models.DateTimeField(null=True)),
                        ('credit', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ('lead', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='returned', to='leads.lead')),
                        ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='leads.source')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['source', '-arrived_at'], name='return_source')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('credit__isnull', True), ('credited_at__isnull', True)), models.Q(('credit__gte', 0), ('credit__lte', models.F('price')), ('credited_at__isnull', False)), _connector='OR'), name='return_credit')],
                    },
                ),
                migrations.CreateModel(
                    name='SaleOutcome',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verdict', models.CharField(choices=[('won', 'Won'), ('lost', 'Lost'), ('none', 'None')], max_length=4)),
                        ('value', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ('currency', models.CharField(max_length=3)),
                        ('at', models.DateTimeField()),
                        ('kept_at', models.DateTimeField()),
                        ('how', models.CharField(choices=[('agent', 'Agent'), ('api', 'Api'), ('file', 'File')], max_length=5)),
                        ('actor_id', models.BigIntegerField(null=True)),
                        ('key_id', models.BigIntegerField(null=True)),
                        ('corrects', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='corrected_by', to='leads.saleoutcome')),
                        ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='leads.lead')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['lead', '-id'], name='outcome_lead')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['won', 'lost', 'none'])), name='outcome_verdict'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gt', 0), _connector='OR'), name='outcome_value_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='SourceKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(blank=True, max_length=100)),
                        ('start', models.CharField(max_length=10)),
                        ('hash', models.CharField(max_length=64, unique=True)),
                        ('scopes', models.JSONField(default=list)),
                        ('made_at', models.DateTimeField()),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='leads.source')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Spend',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('campaign', models.CharField(blank=True, max_length=100)),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                        ('at', models.DateTimeField()),
                        ('actor_id', models.BigIntegerField(null=True)),
                        ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='spend', to='leads.source')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['-day', 'source'], name='spend_day')],
                        'constraints': [models.UniqueConstraint(fields=('source', 'day', 'campaign'), name='spend_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='spend_not_negative')],
                    },
                ),
                migrations.CreateModel(
                    name='Import',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('source_name', models.CharField(max_length=100)),
                        ('country', models.CharField(blank=True, max_length=2)),
                        ('header', models.JSONField()),
                        ('fields', models.JSONField()),
                        ('encoding', models.CharField(blank=True, default='', max_length=40)),
                        ('date_order', models.CharField(blank=True, default='', max_length=3)),
                        ('date_marks', models.JSONField(default=list)),
                        ('ignored', models.JSONField(default=list)),
                        ('audit', models.JSONField(default=dict)),
                        ('made_at', models.DateTimeField()),
                        ('made_by', models.BigIntegerField(blank=True, null=True)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('rows', models.PositiveIntegerField(default=0)),
                        ('admitted', models.PositiveIntegerField(default=0)),
                        ('asked_again', models.PositiveIntegerField(default=0)),
                        ('already_here', models.PositiveIntegerField(default=0)),
                        ('refused', models.PositiveIntegerField(default=0)),
                        ('opted_out', models.PositiveIntegerField(default=0)),
                        ('noted', models.PositiveIntegerField(default=0)),
                        ('job', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.job')),
                        ('withdrawal', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='base.job')),
                        ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='leads.source')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('admitted'), '+', models.F('asked_again')), '+', models.F('already_here')), '+', models.F('refused')))), name='import_adds_up'), models.CheckConstraint(condition=models.Q(('job__isnull', True), ('source__isnull', False), _connector='OR'), name='import_started_has_its_source')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportedLead',
                    fields=[
                        ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='imported', serialize=False, to='leads.lead')),
                        ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='leads.import')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['of', 'lead'], name='imported_lead_of')],
                    },
                ),
                migrations.CreateModel(
                    name='Handle',
                    fields=[
                        ('pk', models.CompositePrimaryKey('lead_id', 'word', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('word', pullahead.leads.model_fields.WordField(max_length=64)),
                        ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='handles', to='leads.lead')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['word', '-lead'], name='handle_word')],
                    },
                ),
                migrations.CreateModel(
                    name='Contact',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('company', models.CharField(blank=True, max_length=200)),
                        ('name', models.CharField(blank=True, max_length=200)),
                        ('as_role', models.CharField(blank=True, max_length=100)),
                        ('email', models.CharField(blank=True, max_length=254)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('side', models.CharField(choices=[('theirs', 'Theirs'), ('outside', 'Outside'), ('partner', 'Partner')], default='theirs', max_length=7)),
                        ('added_at', models.DateTimeField()),
                        ('told_at', models.DateTimeField(null=True)),
                        ('forgotten_at', models.DateTimeField(null=True)),
                        ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='leads.lead')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('as_role', ''), _negated=True), ('forgotten_at__isnull', False), _connector='OR'), name='contact_named'), models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), models.Q(('as_role', ''), ('company', ''), ('email', ''), ('lead__isnull', True), ('name', ''), ('phone', '')), _connector='OR'), name='contact_forgotten'), models.CheckConstraint(condition=models.Q(('side__in', ('theirs', 'outside', 'partner'))), name='contact_side')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('phone', 'Phone'), ('email', 'Email')], max_length=5)),
                        ('value', models.CharField(max_length=254)),
                        ('given_at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('withdrawn_for', models.CharField(blank=True, max_length=500)),
                        ('withdrawn_by', models.BigIntegerField(null=True)),
                        ('channel', models.CharField(blank=True, max_length=10)),
                        ('text', models.TextField(blank=True)),
                        ('url', models.CharField(blank=True, max_length=500)),
                        ('actor_id', models.BigIntegerField(null=True)),
                        ('kept_at', models.DateTimeField()),
                        ('lead', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='consents', to='leads.lead')),
                        ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='leads.source')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['value', 'kind'], name='consent_value'), models.Index(fields=['lead'], name='consent_lead')],
                    },
                ),
                migrations.CreateModel(
                    name='Address',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('phone', 'Phone'), ('email', 'Email')], max_length=5)),
                        ('value', models.CharField(max_length=254)),
                        ('match_key', pullahead.leads.model_fields.MatchKeyField(editable=False, max_length=254)),
                        ('extension', models.CharField(blank=True, max_length=7)),
                        ('valid', models.BooleanField(default=True)),
                        ('reason', models.CharField(blank=True, max_length=40)),
                        ('position', models.PositiveSmallIntegerField(default=1)),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='leads.lead')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['match_key', 'kind'], name='address_match')],
                        'constraints': [models.UniqueConstraint(fields=('lead', 'kind', 'value'), name='address_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('rows', models.JSONField(default=list)),
                        ('refused', models.JSONField(default=list)),
                        ('noted', models.JSONField(default=list)),
                        ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='leads.import')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='import_part_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Inquiry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('external_id', models.CharField(blank=True, max_length=200)),
                        ('row_hash', models.CharField(max_length=64)),
                        ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ('words', models.TextField(blank=True)),
                        ('attributes', models.JSONField(default=dict)),
                        ('notes', models.JSONField(default=list)),
                        ('changed', models.JSONField(default=dict)),
                        ('asked_at', models.DateTimeField()),
                        ('stated_at', models.DateTimeField(null=True)),
                        ('admitted_at', models.DateTimeField()),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inquiries', to='leads.lead')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='leads.source')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('external_id', ''), _negated=True), fields=['source', 'external_id'], name='inquiry_external_id'), models.Index(fields=['source', 'admitted_at'], name='inquiry_arrived')],
                        'constraints': [models.UniqueConstraint(fields=('source', 'row_hash'), name='inquiry_row_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OptOut',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('phone', 'Phone'), ('email', 'Email')], max_length=5)),
                        ('value', models.CharField(max_length=254)),
                        ('at', models.DateTimeField()),
                        ('reason', models.CharField(blank=True, default='', max_length=500)),
                        ('actor_id', models.BigIntegerField(null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('kind', 'value'), name='opt_out_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ProductMargin',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('product', models.CharField(max_length=100, unique=True)),
                        ('name', models.CharField(max_length=100)),
                        ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='product_margin_percent')],
                    },
                ),
                migrations.CreateModel(
                    name='PublishedPlan',
                    fields=[
                        ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='published_plan', serialize=False, to='leads.source')),
                        ('at', models.DateTimeField()),
                        ('leads_a_day', models.PositiveIntegerField()),
                        ('highest_price', models.DecimalField(decimal_places=2, max_digits=14)),
                        ('advice', models.CharField(max_length=8)),
                        ('reason', models.CharField(max_length=12)),
                    ],
                ),
            ],
        ),
    ]
