"""All tables of pull as they stand after 0017_callback_given; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import pullahead.base.create_models
import pullahead.pull.rules
from django.conf import settings
from django.db import migrations, models
from pullahead.base.triggers import receipt_append_only
from pullahead.pull.schema import require_card_of_open_lead, require_finite_moments, vacuum_cards_often


class Migration(migrations.Migration):

    replaces = [('pull', '0001_initial'), ('pull', '0002_attempt_checked_and_dispute'), ('pull', '0003_closings'), ('pull', '0004_move_closings'), ('pull', '0005_claim_round'), ('pull', '0006_holder_messages'), ('pull', '0007_move_holder_messages'), ('pull', '0008_drop_holder_messages'), ('pull', '0009_nurturing'), ('pull', '0010_nurturing_defaults'), ('pull', '0011_emailed'), ('pull', '0012_facts'), ('pull', '0013_facts_of_the_past'), ('pull', '0014_second_looks'), ('pull', '0015_boosts'), ('pull', '0016_experiments'), ('pull', '0017_callback_given')]

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
                    name='ActiveRates',
                    fields=[
                        ('pool', models.PositiveIntegerField(primary_key=True, serialize=False)),
                        ('figures', models.TextField()),
                        ('version', models.PositiveIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='CadenceRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, unique=True)),
                        ('offsets', models.JSONField()),
                        ('waits', models.JSONField(default=dict)),
                    ],
                    options={
                        'db_table': 'pull_cadence',
                    },
                ),
                migrations.CreateModel(
                    name='ClaimRow',
                    fields=[
                        ('token', models.UUIDField(primary_key=True, serialize=False)),
                        ('round', models.PositiveSmallIntegerField()),
                        ('slot', models.PositiveSmallIntegerField()),
                        ('started_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('pull_reason', models.CharField(blank=True, max_length=20)),
                        ('was_due_at', models.DateTimeField(null=True)),
                        ('expiries', models.PositiveSmallIntegerField(default=0)),
                        ('stage', models.CharField(blank=True, max_length=40)),
                        ('take_note', models.CharField(blank=True, max_length=200)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('end', models.CharField(blank=True, choices=[('settled', 'Settled'), ('released', 'Released'), ('ended', 'Ended'), ('left', 'Left'), ('closed', 'Closed'), ('taken', 'Taken'), ('handed_over', 'Handed Over'), ('undone', 'Undone')], max_length=12)),
                        ('release_reason', models.CharField(blank=True, max_length=24)),
                        ('release_language', models.CharField(blank=True, max_length=2)),
                        ('release_note', models.CharField(blank=True, max_length=200)),
                        ('disposition', models.CharField(blank=True, max_length=40)),
                        ('note', models.TextField(blank=True)),
                        ('body_hash', models.CharField(blank=True, max_length=64)),
                        ('settled_as', models.CharField(blank=True, max_length=40)),
                        ('next_step', models.CharField(blank=True, max_length=8)),
                        ('next_at', models.DateTimeField(null=True)),
                        ('agreed', models.BooleanField(default=False)),
                        ('late_note', models.TextField(blank=True)),
                        ('ground', models.CharField(default='pull', max_length=12)),
                        ('draft', models.TextField(blank=True)),
                        ('undo', models.JSONField(null=True)),
                        ('left', models.FloatField(null=True)),
                        ('calling_since', models.DateTimeField(null=True)),
                        ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to=settings.AUTH_USER_MODEL)),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='leads.lead')),
                    ],
                    options={
                        'db_table': 'pull_claim',
                        'indexes': [models.Index(fields=['agent', 'started_at'], name='claim_agent'), models.Index(fields=['lead', 'started_at'], name='claim_lead')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('end', ''), _negated=True)), _connector='OR'), name='claim_ended'), models.CheckConstraint(condition=models.Q(models.Q(('end', 'settled'), _negated=True), models.Q(models.Q(('disposition', ''), _negated=True), models.Q(('note', ''), _negated=True)), _connector='OR'), name='claim_settled'), models.CheckConstraint(condition=models.Q(('round__gte', 1)), name='claim_round')],
                    },
                ),
                migrations.CreateModel(
                    name='ClassCountsRow',
                    fields=[
                        ('pool', models.PositiveIntegerField(primary_key=True, serialize=False)),
                        ('lanes', models.JSONField(default=dict)),
                        ('sampled', models.BooleanField(null=True)),
                        ('facts', models.JSONField(null=True)),
                        ('counted_at', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'pull_classcounts',
                    },
                ),
                migrations.CreateModel(
                    name='DispositionRow',
                    fields=[
                        ('code', models.SlugField(max_length=40, primary_key=True, serialize=False)),
                        ('label', models.CharField(max_length=60)),
                        ('kind', models.CharField(choices=[('next', 'Comes back by the cadence'), ('nurture', 'Comes back by the nurturing plan'), ('callback', 'Comes back at an agreed time'), ('final', 'Closes the lead')], max_length=8)),
                        ('tried', models.BooleanField(default=True)),
                        ('reached', models.BooleanField(default=False)),
                        ('bad_number', models.BooleanField(default=False)),
                        ('opt_out', models.BooleanField(default=False)),
                        ('for_one', models.BooleanField(default=False)),
                        ('dated', models.BooleanField(default=False)),
                        ('qualifies', models.BooleanField(db_default=False)),
                        ('position', models.PositiveSmallIntegerField(default=100)),
                        ('active', models.BooleanField(default=True)),
                    ],
                    options={
                        'db_table': 'pull_disposition',
                    },
                ),
                migrations.CreateModel(
                    name='WaitEstimate',
                    fields=[
                        ('pool', models.PositiveIntegerField(primary_key=True, serialize=False)),
                        ('ready', models.PositiveIntegerField(default=0)),
                        ('agents', models.PositiveIntegerField(default=0)),
                        ('counted_at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='CallbackRow',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('due_at', models.DateTimeField()),
                        ('made_at', models.DateTimeField()),
                        ('resolved_at', models.DateTimeField(null=True)),
                        ('how', models.CharField(blank=True, choices=[('settled', 'settled'), ('moved', 'moved'), ('closed', 'closed'), ('parked', 'parked'), ('freed', 'freed'), ('given', 'given'), ('returned', 'returned'), ('undone', 'undone')], db_default='', max_length=10)),
                        ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='callbacks', to='leads.lead')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='callbacks', to='pull.claimrow')),
                    ],
                    options={
                        'db_table': 'pull_callback',
                        'indexes': [models.Index(fields=['due_at'], name='callback_due'), models.Index(condition=models.Q(('resolved_at__isnull', True)), fields=['lead'], name='callback_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('how', ''), ('resolved_at__isnull', True)), models.Q(('resolved_at__isnull', False), models.Q(('how', ''), _negated=True)), _connector='OR'), name='callback_resolved')],
                    },
                ),
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.CharField(max_length=254)),
                        ('channel', models.CharField(default='call', max_length=10)),
                        ('at', models.DateTimeField()),
                        ('reached', models.BooleanField(default=False)),
                        ('outcome', models.CharField(blank=True, max_length=40)),
                        ('checked', models.JSONField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('source', models.CharField(choices=[('agent', 'Logged by the agent'), ('telephony', 'Reported by telephony')], db_default='agent', max_length=10)),
                        ('address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='leads.address')),
                        ('agent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='leads.lead')),
                        ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='pull.claimrow')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['value', 'at'], name='attempt_value')],
                    },
                ),
                migrations.CreateModel(
                    name='ClosingRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('disposition', models.CharField(max_length=40)),
                        ('note', models.TextField()),
                        ('undo', models.JSONField(null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to=settings.AUTH_USER_MODEL)),
                        ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='closings', to='leads.lead')),
                    ],
                    options={
                        'db_table': 'pull_closing',
                        'indexes': [models.Index(fields=['lead', 'at'], name='closing_lead')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('disposition', ''), _negated=True), models.Q(('note', ''), _negated=True)), name='closing_explained')],
                    },
                ),
                migrations.CreateModel(
                    name='ExperimentRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('question', models.CharField(max_length=200)),
                        ('usual', models.CharField(choices=[('ranking', 'ranking'), ('urgent', 'urgent'), ('patient', 'patient'), ('fifo', 'fifo'), ('lifo', 'lifo')], max_length=10)),
                        ('other', models.CharField(choices=[('ranking', 'ranking'), ('urgent', 'urgent'), ('patient', 'patient'), ('fifo', 'fifo'), ('lifo', 'lifo')], max_length=10)),
                        ('yardstick', models.CharField(choices=[('contacts', 'contacts'), ('value', 'value')], max_length=10)),
                        ('weeks', models.PositiveSmallIntegerField()),
                        ('washout', models.PositiveSmallIntegerField()),
                        ('smallest', models.FloatField()),
                        ('state', models.CharField(choices=[('planned', 'planned'), ('running', 'running'), ('over', 'over'), ('stopped', 'stopped')], default='planned', max_length=10)),
                        ('planned_at', models.DateTimeField()),
                        ('seed', models.BigIntegerField(null=True)),
                        ('starts_at', models.DateTimeField(null=True)),
                        ('ends_at', models.DateTimeField(null=True)),
                        ('stopped_at', models.DateTimeField(null=True)),
                        ('planned_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stopped_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.team')),
                    ],
                    options={
                        'db_table': 'pull_experiment',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('team',), name='experiment_one_runs'), models.CheckConstraint(condition=models.Q(('usual', models.F('other')), _negated=True), name='experiment_orders_differ'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('seed__isnull', True), ('state', 'planned')), models.Q(('ends_at__gt', models.F('starts_at')), ('seed__isnull', False), ('state__in', ['running', 'over', 'stopped'])), _connector='OR'), name='experiment_dated'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'stopped'), ('stopped_at__isnull', False)), models.Q(models.Q(('state', 'stopped'), _negated=True), ('stopped_at__isnull', True)), _connector='OR'), name='experiment_stopped')],
                    },
                ),
                migrations.CreateModel(
                    name='ExperimentBlockRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('pair', models.PositiveSmallIntegerField()),
                        ('starts_at', models.DateTimeField()),
                        ('counts_from', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('ordering', models.CharField(choices=[('ranking', 'ranking'), ('urgent', 'urgent'), ('patient', 'patient'), ('fifo', 'fifo'), ('lifo', 'lifo')], max_length=10)),
                        ('probability', models.FloatField()),
                        ('experiment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='pull.experimentrow')),
                    ],
                    options={
                        'db_table': 'pull_experimentblock',
                        'constraints': [models.UniqueConstraint(fields=('experiment', 'starts_at'), name='block_once'), models.CheckConstraint(condition=models.Q(('counts_from__gte', models.F('starts_at')), ('ends_at__gt', models.F('counts_from'))), name='block_forward'), models.CheckConstraint(condition=models.Q(('probability__gt', 0), ('probability__lt', 1)), name='block_probability')],
                    },
                ),
                migrations.CreateModel(
                    name='HolderMessageRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('by_name', models.CharField(blank=True, max_length=100)),
                        ('at', models.DateTimeField()),
                        ('text', models.CharField(max_length=500)),
                        ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='pull.claimrow')),
                    ],
                    options={
                        'db_table': 'pull_holdermessage',
                    },
                ),
                migrations.CreateModel(
                    name='IntervalRow',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('lead_id', models.UUIDField()),
                        ('lane_id', models.BigIntegerField(null=True)),
                        ('round', models.PositiveSmallIntegerField()),
                        ('stage', models.CharField(blank=True, db_default='', max_length=40)),
                        ('since', models.DateTimeField()),
                        ('until', models.DateTimeField()),
                    ],
                    options={
                        'db_table': 'pull_interval',
                        'indexes': [models.Index(fields=['until'], name='interval_until')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='interval_forward')],
                    },
                ),
                migrations.CreateModel(
                    name='LaneRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('skills', models.CharField(blank=True, max_length=200)),
                        ('windows', models.CharField(max_length=400)),
                        ('half_life_hours', models.FloatField()),
                        ('callback', models.BooleanField(default=False)),
                        ('curve', models.CharField(default='even', max_length=10)),
                        ('piece', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'db_table': 'pull_lane',
                        'constraints': [models.UniqueConstraint(fields=('skills', 'windows', 'half_life_hours', 'callback', 'curve', 'piece'), name='lane_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CardRow',
                    fields=[
                        ('lead', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='card', serialize=False, to='leads.lead', to_field='card_id')),
                        ('state', models.CharField(choices=[('ready', 'ready'), ('held', 'held'), ('scheduled', 'scheduled'), ('parked', 'parked')], max_length=9)),
                        ('key', models.FloatField()),
                        ('round', models.PositiveSmallIntegerField(default=1)),
                        ('first_at', models.DateTimeField(null=True)),
                        ('next_at', models.DateTimeField(null=True)),
                        ('token', models.UUIDField(null=True)),
                        ('slot', models.PositiveSmallIntegerField(null=True)),
                        ('due_at', models.DateTimeField(null=True)),
                        ('owner_at', models.DateTimeField(null=True)),
                        ('excluded_until', models.DateTimeField(null=True)),
                        ('expiries', models.PositiveSmallIntegerField(default=0)),
                        ('park_reason', models.CharField(blank=True, max_length=40)),
                        ('review_at', models.DateTimeField(null=True)),
                        ('rekey_at', models.DateTimeField(null=True)),
                        ('sampled', models.BooleanField(null=True)),
                        ('stage', models.CharField(blank=True, max_length=40)),
                        ('touch_at', models.DateTimeField(null=True)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('ready_at', models.DateTimeField(null=True)),
                        ('excluded_agent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('handed_over_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('holder', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='team.team')),
                        ('lane', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='pull.lanerow')),
                    ],
                    options={
                        'db_table': 'pull_card',
                        'indexes': [models.Index(models.F('lane'), models.OrderBy(models.F('key'), descending=True), models.F('lead'), condition=models.Q(('state', 'ready')), name='card_ready_key'), models.Index(condition=models.Q(('state', 'ready')), fields=['lane', 'first_at', 'lead'], name='card_exploration'), models.Index(condition=models.Q(('state', 'ready')), fields=['lane', 'ready_at', 'lead'], name='card_waiting'), models.Index(condition=models.Q(('sampled', True), ('state', 'ready')), fields=['lane', 'first_at', 'lead'], name='card_drawn'), models.Index(condition=models.Q(('owner__isnull', False)), fields=['owner', 'owner_at'], name='card_owner'), models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='card_wake'), models.Index(condition=models.Q(('rekey_at__isnull', False)), fields=['rekey_at'], name='card_age')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', [pullahead.pull.rules.CardState['READY'], pullahead.pull.rules.CardState['HELD'], pullahead.pull.rules.CardState['SCHEDULED'], pullahead.pull.rules.CardState['PARKED']])), name='card_state'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state', 'held'), ('holder__isnull', False), ('slot__isnull', False), ('token__isnull', False)), models.Q(models.Q(('state', 'held'), _negated=True), ('holder__isnull', True), ('slot__isnull', True), ('token__isnull', True)), _connector='OR'), name='card_held'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), ('next_at__isnull', False), _connector='OR'), name='card_scheduled'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), ('next_at__isnull', True), _connector='OR'), name='card_ready'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', True), ('review_at__isnull', False), ('state', 'parked'), models.Q(('park_reason', ''), _negated=True)), models.Q(models.Q(('state', 'parked'), _negated=True), ('park_reason', ''), ('review_at__isnull', True)), _connector='OR'), name='card_parked'), models.CheckConstraint(condition=models.Q(('state', 'parked'), ('lane__isnull', False), _connector='OR'), name='card_lane'), models.CheckConstraint(condition=models.Q(models.Q(('owner__isnull', True), ('owner_at__isnull', True)), models.Q(('state', 'scheduled'), ('owner__isnull', False), ('owner_at__isnull', False), models.Q(('due_at__isnull', False), models.Q(('stage', ''), _negated=True), _connector='OR')), _connector='OR'), name='card_callback'), models.CheckConstraint(condition=models.Q(models.Q(('stage', ''), ('touch_at__isnull', True), ('tries', 0)), models.Q(models.Q(('stage', ''), _negated=True), ('touch_at__isnull', False)), _connector='OR'), name='card_nurtured'), models.CheckConstraint(condition=models.Q(models.Q(('excluded_agent__isnull', True), ('excluded_until__isnull', True)), models.Q(('excluded_agent__isnull', False), ('excluded_until__isnull', False)), _connector='OR'), name='card_excluded'), models.CheckConstraint(condition=models.Q(('slot__isnull', True), ('slot__in', [1, 2]), _connector='OR'), name='card_slot'), models.UniqueConstraint(condition=models.Q(('state', 'held')), fields=('holder', 'slot'), name='card_one_hold')],
                    },
                ),
                migrations.CreateModel(
                    name='LeadScore',
                    fields=[
                        ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='score', serialize=False, to='leads.lead')),
                        ('chance', models.FloatField()),
                        ('version', models.PositiveIntegerField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['version'], name='chance_version')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('chance__gt', 0), ('chance__lt', 1)), name='chance_inside')],
                    },
                ),
                migrations.CreateModel(
                    name='MessageTemplate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('channel', models.CharField(choices=[('sms', 'SMS'), ('whatsapp', 'WhatsApp'), ('email', 'E-mail')], max_length=10)),
                        ('language', models.CharField(blank=True, max_length=5)),
                        ('touch', models.PositiveSmallIntegerField(default=0)),
                        ('subject', models.CharField(blank=True, max_length=200)),
                        ('body', models.TextField()),
                        ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='leads.source')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('channel', 'source', 'language', 'touch'), name='message_of_source'), models.UniqueConstraint(condition=models.Q(('source__isnull', True)), fields=('channel', 'language', 'touch'), name='message_of_all')],
                    },
                ),
                migrations.CreateModel(
                    name='NurturePlanRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('offsets', models.JSONField()),
                        ('disposition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='pull.dispositionrow')),
                        ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='leads.source')),
                    ],
                    options={
                        'db_table': 'pull_nurtureplan',
                        'constraints': [models.UniqueConstraint(fields=('source', 'disposition'), name='nurture_plan_both'), models.UniqueConstraint(condition=models.Q(('disposition__isnull', True)), fields=('source',), name='nurture_plan_source'), models.UniqueConstraint(condition=models.Q(('source__isnull', True)), fields=('disposition',), name='nurture_plan_outcome')],
                    },
                ),
                migrations.CreateModel(
                    name='ReceiptRow',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('agent_id', models.BigIntegerField()),
                        ('lead_id', models.UUIDField(null=True)),
                        ('token', models.UUIDField(null=True)),
                        ('rule', models.CharField(max_length=20)),
                        ('seen', models.JSONField()),
                        ('value', models.FloatField(null=True)),
                        ('chance', models.FloatField(null=True)),
                        ('contact', models.FloatField(null=True)),
                        ('decay', models.FloatField(null=True)),
                        ('minutes', models.FloatField(null=True)),
                        ('service_class', models.CharField(max_length=10, null=True)),
                        ('model_version', models.PositiveIntegerField(null=True)),
                        ('rates_version', models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        'db_table': 'pull_receipt',
                        'indexes': [models.Index(fields=['token'], name='receipt_token')],
                    },
                ),
                migrations.CreateModel(
                    name='Route',
                    fields=[
                        ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='leads.source')),
                        ('chance', models.FloatField(default=0.05)),
                        ('value', models.DecimalField(decimal_places=2, default=100, max_digits=14)),
                        ('half_life_hours', models.FloatField(default=105.6)),
                        ('curve', models.CharField(default='even', max_length=10)),
                        ('needs_skills', models.CharField(blank=True, max_length=160)),
                        ('boost', models.FloatField(db_default=1.0, default=1.0)),
                        ('cadence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='pull.cadencerow')),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='team.team')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('boost__gte', 1), ('boost__lte', 3)), name='route_boost'), models.CheckConstraint(condition=models.Q(('chance__gt', 0), ('chance__lte', 1)), name='route_chance'), models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='route_value'), models.CheckConstraint(condition=models.Q(('half_life_hours__gt', 0)), name='route_half_life')],
                    },
                ),
                migrations.CreateModel(
                    name='ScriptAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('question', models.CharField(max_length=300)),
                        ('answer', models.TextField()),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='pull.claimrow')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('claim', 'question'), name='guide_answer_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SettleCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('was', models.CharField(max_length=40)),
                        ('at', models.DateTimeField()),
                        ('reason', models.CharField(max_length=500)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='pull.claimrow')),
                    ],
                ),
                migrations.CreateModel(
                    name='SettleEffect',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('bad_address', 'Bad Address'), ('opt_out', 'Opt Out'), ('sale', 'Sale')], max_length=12)),
                        ('value', models.CharField(blank=True, max_length=254)),
                        ('address', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='leads.address')),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='pull.claimrow')),
                    ],
                ),
                migrations.CreateModel(
                    name='BoostRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('factor', models.FloatField()),
                        ('reason', models.CharField(max_length=200)),
                        ('from_at', models.DateTimeField()),
                        ('until_at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='boosts', to='leads.source')),
                    ],
                    options={
                        'db_table': 'pull_boost',
                        'indexes': [models.Index(fields=['source', 'until_at'], name='boost_source')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('factor__gt', 1), ('factor__lte', 3)), name='boost_factor')],
                    },
                ),
                migrations.CreateModel(
                    name='CallScriptRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('steps', models.JSONField(default=list)),
                        ('objections', models.JSONField(default=list)),
                        ('questions', models.JSONField(default=list)),
                        ('source', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='call_script', to='leads.source')),
                        ('team', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='call_script', to='team.team')),
                    ],
                    options={
                        'db_table': 'pull_callscript',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source__isnull', True), ('team__isnull', False)), models.Q(('source__isnull', False), ('team__isnull', True)), _connector='OR'), name='guide_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Dispute',
                    fields=[
                        ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='dispute', serialize=False, to='pull.claimrow')),
                        ('reason', models.CharField(max_length=20)),
                        ('at', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['at'], name='dispute_at')],
                    },
                ),
                migrations.CreateModel(
                    name='SecondLook',
                    fields=[
                        ('claim', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_look', serialize=False, to='pull.claimrow')),
                        ('was_reached', models.BooleanField()),
                        ('probability', models.FloatField()),
                        ('drawn_at', models.DateTimeField()),
                        ('settled_at', models.DateTimeField(null=True)),
                        ('success', models.BooleanField(null=True)),
                        ('agent', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('lead', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_look', to='leads.lead')),
                        ('look', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pull.claimrow')),
                    ],
                    options={
                        'db_table': 'pull_secondlook',
                        'indexes': [models.Index(fields=['drawn_at'], name='look_drawn')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('probability__gt', 0), ('probability__lte', 1)), name='look_probability'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('success__isnull', True)), models.Q(('settled_at__isnull', False), ('success__isnull', False)), _connector='OR'), name='look_settled')],
                    },
                ),
            ],
        ),
        migrations.RunPython(receipt_append_only, migrations.RunPython.noop),
        migrations.RunPython(require_card_of_open_lead, migrations.RunPython.noop),
        migrations.RunPython(require_finite_moments, migrations.RunPython.noop),
        migrations.RunPython(vacuum_cards_often, migrations.RunPython.noop),
    ]
