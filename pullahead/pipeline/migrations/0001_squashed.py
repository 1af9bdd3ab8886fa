"""All tables of pipeline as they stand after 0005_notice_marks; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import django.db.models.functions.text
import pullahead.base.create_models
import pullahead.base.ids
from django.conf import settings
from django.db import migrations, models
from pullahead.pipeline.schema import add_triggers, require_finite_dates


class Migration(migrations.Migration):

    replaces = [('pipeline', '0001_initial'), ('pipeline', '0002_deal_imports'), ('pipeline', '0003_findings'), ('pipeline', '0004_custom_fields'), ('pipeline', '0005_notice_marks')]

    initial = True

    dependencies = [
        ('leads', '0001_squashed'),
        ('team', '0001_squashed'),
        ('team', '__first__'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Workflow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='Stage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('stage_group', models.CharField(blank=True, max_length=40)),
                        ('retired_at', models.DateTimeField(null=True)),
                        ('workflow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='pipeline.workflow')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('workflow', 'position'), name='stage_place')],
                    },
                ),
                migrations.CreateModel(
                    name='ExitItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(max_length=200)),
                        ('kind', models.CharField(choices=[('text', 'Text'), ('yes_no', 'Yes No'), ('quote', 'Quote'), ('date', 'Date'), ('money', 'Money')], default='text', max_length=6)),
                        ('required', models.BooleanField(default=False)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('retired_at', models.DateTimeField(null=True)),
                        ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exit_items', to='pipeline.stage')),
                    ],
                ),
                migrations.CreateModel(
                    name='Deal',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('title', models.CharField(max_length=200)),
                        ('company', models.CharField(blank=True, max_length=200)),
                        ('half', models.CharField(choices=[('doing', 'doing'), ('waiting', 'waiting'), ('done', 'done')], max_length=7)),
                        ('hold_until', models.DateTimeField(null=True)),
                        ('next_at', models.DateTimeField(null=True)),
                        ('next_action', models.CharField(blank=True, max_length=200)),
                        ('value', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('chance', models.FloatField(null=True)),
                        ('claim_token', models.UUIDField(null=True, unique=True)),
                        ('created_at', models.DateTimeField()),
                        ('started_at', models.DateTimeField(null=True)),
                        ('stage_at', models.DateTimeField(null=True)),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('closed_as', models.CharField(blank=True, choices=[('won', 'won'), ('lost', 'lost'), ('discarded', 'discarded')], max_length=9)),
                        ('reason', models.CharField(blank=True, max_length=40)),
                        ('seq', models.PositiveIntegerField(default=0)),
                        ('external_id', models.CharField(blank=True, max_length=200)),
                        ('earlier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pipeline.deal')),
                        ('holder', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deals', to='leads.lead')),
                        ('pod', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='team.pod')),
                        ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='team.team')),
                        ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage')),
                        ('stage', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='pipeline.stage')),
                        ('workflow', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='pipeline.workflow')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['workflow', 'team'], name='deal_open'), models.Index(condition=models.Q(('holder__isnull', False)), fields=['holder', 'hold_until'], name='deal_held'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['workflow', 'closed_at'], name='deal_finished')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('half__in', ('doing', 'waiting', 'done'))), name='deal_half'), models.CheckConstraint(condition=models.Q(models.Q(('closed_as', ''), ('closed_at__isnull', True)), models.Q(('closed_as__in', ('won', 'lost', 'discarded')), ('closed_at__isnull', False)), _connector='OR'), name='deal_closed'), models.CheckConstraint(condition=models.Q(models.Q(('closed_as__in', ('lost', 'discarded')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='deal_reason'), models.CheckConstraint(condition=models.Q(models.Q(('closed_as', 'won'), _negated=True), ('value__isnull', False), _connector='OR'), name='deal_won'), models.CheckConstraint(condition=models.Q(models.Q(('hold_until__isnull', True), ('holder__isnull', True)), models.Q(('hold_until__isnull', False), ('holder__isnull', False)), _connector='OR'), name='deal_hold'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('next_at__isnull', False)), models.Q(('closed_at__isnull', False), ('next_at__isnull', True)), _connector='OR'), name='deal_next'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('holder__isnull', True), _connector='OR'), name='deal_closed_free'), models.CheckConstraint(condition=models.Q(('stage__isnull', False), models.Q(('half', 'done'), ('holder__isnull', True)), _connector='OR'), name='deal_ready'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 0), _connector='OR'), name='deal_value'), models.CheckConstraint(condition=models.Q(('chance__isnull', True), models.Q(('chance__gte', 0), ('chance__lte', 1)), _connector='OR'), name='deal_chance'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('lead__isnull', False)), fields=('lead', 'workflow'), name='deal_open_once'), models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('team', 'external_id'), name='deal_imported_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DealReason',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('list', models.CharField(choices=[('close', 'Close'), ('block', 'Block')], max_length=5)),
                        ('code', models.CharField(max_length=40)),
                        ('label', models.CharField(max_length=100)),
                        ('side', models.CharField(choices=[('ours', 'Ours'), ('theirs', 'Theirs')], max_length=6)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('active', models.BooleanField(default=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('list', 'code'), name='deal_reason_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DealSignal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('asked_terms', 'asked_terms'), ('brought_colleague', 'brought_colleague'), ('started', 'started'), ('asked', 'asked'), ('asked_again', 'asked_again'), ('promised', 'promised'), ('kept', 'kept'), ('answered', 'answered'), ('came', 'came')], max_length=20)),
                        ('words', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('alarm_at', models.DateTimeField(null=True)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answer', models.CharField(blank=True, max_length=300)),
                        ('source', models.CharField(blank=True, max_length=60)),
                        ('external_id', models.CharField(blank=True, max_length=200)),
                        ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='pipeline.deal')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('alarm_at__isnull', False), ('answered_at__isnull', True)), fields=['alarm_at'], name='signal_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['asked_terms', 'brought_colleague', 'started', 'asked', 'asked_again']), ('alarm_at__isnull', False)), models.Q(models.Q(('kind__in', ['asked_terms', 'brought_colleague', 'started', 'asked', 'asked_again']), _negated=True), ('alarm_at__isnull', True)), _connector='OR'), name='signal_alarm'), models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('alarm_at__isnull', False), _connector='OR'), name='signal_answered'), models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('source', 'external_id'), name='signal_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DealFact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('question', models.CharField(blank=True, max_length=300)),
                        ('words', models.TextField()),
                        ('at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='pipeline.deal')),
                        ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.exititem')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='fact_words'), models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', False), ('question', '')), models.Q(('item__isnull', True), models.Q(('question', ''), _negated=True)), _connector='OR'), name='fact_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='LimitOverride',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveIntegerField()),
                        ('limits', models.JSONField()),
                        ('reason', models.CharField(max_length=300)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='pipeline.deal')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('deal', 'seq'), name='override_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WalkAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('words', models.CharField(max_length=1000)),
                        ('passed', models.BooleanField(default=False)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stage', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage')),
                        ('workflow', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='pipeline.workflow')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workflow', 'at'], name='walk_latest')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='walk_words')],
                    },
                ),
                migrations.CreateModel(
                    name='FlowLimit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stage_group', models.CharField(blank=True, max_length=40)),
                        ('size', models.PositiveSmallIntegerField(null=True)),
                        ('advice', models.PositiveSmallIntegerField(null=True)),
                        ('held', models.IntegerField(default=0)),
                        ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deal_limit', to=settings.AUTH_USER_MODEL)),
                        ('pod', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deal_limit', to='team.pod')),
                        ('stage', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='limit', to='pipeline.stage')),
                        ('workflow', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='group_limits', to='pipeline.workflow')),
                    ],
                    options={
                        'db_table': 'pipeline_limit',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', True), ('pod__isnull', True), ('stage__isnull', False), ('workflow__isnull', True), ('stage_group', '')), models.Q(('person__isnull', True), ('pod__isnull', True), ('stage__isnull', True), ('workflow__isnull', False), models.Q(('stage_group', ''), _negated=True)), models.Q(('person__isnull', False), ('pod__isnull', True), ('stage__isnull', True), ('workflow__isnull', True), ('stage_group', '')), models.Q(('person__isnull', True), ('pod__isnull', False), ('stage__isnull', True), ('workflow__isnull', True), ('stage_group', '')), _connector='OR'), name='limit_of_one'), models.UniqueConstraint(condition=models.Q(('workflow__isnull', False)), fields=('workflow', 'stage_group'), name='limit_of_group'), models.CheckConstraint(condition=models.Q(('held__gte', 0)), name='limit_held')],
                    },
                ),
                migrations.CreateModel(
                    name='DealField',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=40)),
                        ('name', models.CharField(max_length=60)),
                        ('kind', models.CharField(choices=[('text', 'text'), ('number', 'number'), ('money', 'money'), ('date', 'date'), ('choice', 'choice'), ('yes_no', 'yes_no')], max_length=6)),
                        ('options', models.JSONField(default=list)),
                        ('in_list', models.BooleanField(default=True)),
                        ('on_card', models.BooleanField(default=False)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('retired_at', models.DateTimeField(null=True)),
                        ('needed_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage')),
                        ('workflow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fields', to='pipeline.workflow')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('workflow', 'code'), name='deal_field_code'), models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('workflow'), condition=models.Q(('retired_at__isnull', True)), name='deal_field_name'), models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'number', 'money', 'date', 'choice', 'yes_no'])), name='deal_field_kind'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='deal_field_named')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkflowTeam',
                    fields=[
                        ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='workflow', serialize=False, to='team.team')),
                        ('workflow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='pipeline.workflow')),
                    ],
                ),
                migrations.CreateModel(
                    name='WorkflowVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('item', models.CharField(max_length=200)),
                        ('states', models.JSONField()),
                        ('limits', models.JSONField()),
                        ('policies', models.JSONField()),
                        ('sle_days', models.PositiveSmallIntegerField()),
                        ('sle_percent', models.PositiveSmallIntegerField()),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('start', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage')),
                        ('workflow', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='pipeline.workflow')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('workflow', 'number'), name='workflow_version_once'), models.CheckConstraint(condition=models.Q(('item', ''), _negated=True), name='workflow_version_item'), models.CheckConstraint(condition=models.Q(('sle_days__gte', 1), ('sle_percent__gte', 1), ('sle_percent__lte', 99)), name='workflow_version_sle')],
                    },
                ),
                migrations.CreateModel(
                    name='Transition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('kind', models.CharField(max_length=12)),
                        ('from_half', models.CharField(blank=True, max_length=7)),
                        ('to_half', models.CharField(blank=True, max_length=7)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('ungrounded', models.BooleanField(default=False)),
                        ('origin', models.CharField(default='live', max_length=6)),
                        ('before', models.JSONField(default=dict)),
                        ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='pipeline.deal')),
                        ('from_stage', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage')),
                        ('override', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.limitoverride')),
                        ('signal', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.dealsignal')),
                        ('to_stage', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage')),
                        ('version', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.workflowversion')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['at', 'id'], name='transition_at')],
                        'constraints': [models.UniqueConstraint(fields=('deal', 'seq'), name='transition_once'), models.CheckConstraint(condition=models.Q(('origin__in', ('live', 'import'))), name='transition_origin')],
                    },
                ),
                migrations.CreateModel(
                    name='DealBlock',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cause', models.CharField(max_length=40)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('opened_at', models.DateTimeField()),
                        ('review_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('how', models.CharField(blank=True, max_length=300)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='pipeline.deal')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('deal',), name='block_open_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DealContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('decides', models.BooleanField(default=False)),
                        ('sees_problem_at', models.DateTimeField(null=True)),
                        ('added_at', models.DateTimeField()),
                        ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deals', to='leads.contact')),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='pipeline.deal')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('deal', 'contact'), name='deal_contact_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DealFieldValue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(blank=True, max_length=500)),
                        ('number', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                        ('day', models.DateField(null=True)),
                        ('yes', models.BooleanField(null=True)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='pipeline.deal')),
                        ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='pipeline.dealfield')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('deal', 'field'), name='deal_field_value_once'), models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('number', None), ('yes', None), models.Q(('text', ''), _negated=True)), models.Q(('day__isnull', True), ('number__isnull', False), ('text', ''), ('yes__isnull', True)), models.Q(('day__isnull', False), ('number__isnull', True), ('text', ''), ('yes__isnull', True)), models.Q(('day__isnull', True), ('number__isnull', True), ('text', ''), ('yes__isnull', False)), _connector='OR'), name='deal_field_value_one')],
                    },
                ),
                migrations.CreateModel(
                    name='DealFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('problem', 'problem'), ('chance', 'chance'), ('recommendation', 'recommendation')], max_length=14)),
                        ('words', models.CharField(max_length=1000)),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('period', models.CharField(choices=[('year', 'year'), ('once', 'once')], max_length=4)),
                        ('confirmed_at', models.DateTimeField(null=True)),
                        ('how', models.CharField(blank=True, choices=[('said', 'said'), ('written', 'written'), ('measured', 'measured')], max_length=8)),
                        ('at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('contact', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.contact')),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='pipeline.deal')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('problem', 'chance', 'recommendation'))), name='finding_kind'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='finding_words'), models.CheckConstraint(condition=models.Q(('period__in', ('year', 'once'))), name='finding_period'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='finding_amount'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('contact__isnull', True), ('how', '')), models.Q(('confirmed_at__isnull', False), ('contact__isnull', False), ('how__in', ('said', 'written', 'measured'))), _connector='OR'), name='finding_confirmed')],
                    },
                ),
                migrations.CreateModel(
                    name='DealImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('made_at', models.DateTimeField()),
                        ('content', models.CharField(max_length=64)),
                        ('header', models.JSONField(default=list)),
                        ('fields', models.JSONField(default=list)),
                        ('stages', models.JSONField(default=dict)),
                        ('date_order', models.CharField(blank=True, max_length=3)),
                        ('rows', models.JSONField(default=list)),
                        ('history', models.JSONField(default=dict)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('job_id', models.BigIntegerField(null=True)),
                        ('counts', models.JSONField(default=dict)),
                        ('refused', models.JSONField(default=list)),
                        ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deal_imports', to='team.team')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('team', 'content'), name='deal_import_once'), models.UniqueConstraint(condition=models.Q(('job_id__isnull', False)), fields=('job_id',), name='deal_import_job')],
                    },
                ),
                migrations.CreateModel(
                    name='DealNoticeRead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=80)),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='deal_notice_read_once'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='deal_notice_key')],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='deal',
            name='override',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.limitoverride'),
        ),
        migrations.RunPython(add_triggers, migrations.RunPython.noop),
        migrations.RunPython(require_finite_dates, migrations.RunPython.noop),
    ]
