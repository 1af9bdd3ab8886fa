"""All tables of buying as they stand after 0003_value; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import pullahead.base.create_models
from django.conf import settings
from django.db import migrations, models
from pullahead.buying.schema import add_influence_trigger, keep_job_marks


class Migration(migrations.Migration):

    replaces = [('buying', '0001_group'), ('buying', '0002_cycles'), ('buying', '0003_value')]

    initial = True

    dependencies = [
        ('conversations', '0001_squashed'),
        ('pipeline', '0001_squashed'),
        ('team', '__first__'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='BuyingMember',
                    fields=[
                        ('deal_contact', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='member', serialize=False, to='pipeline.dealcontact')),
                        ('stance', models.CharField(blank=True, choices=[('mobilizer', 'mobilizer'), ('for', 'for'), ('neutral', 'neutral'), ('against', 'against'), ('blocker', 'blocker')], max_length=9)),
                        ('stance_at', models.DateTimeField(null=True)),
                        ('left_at', models.DateTimeField(null=True)),
                        ('brought_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought', to='buying.buyingmember')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('stance', ''), ('stance_at__isnull', True)), models.Q(('stance__in', ['mobilizer', 'for', 'neutral', 'against', 'blocker']), ('stance_at__isnull', False)), _connector='OR'), name='member_stance'), models.CheckConstraint(condition=models.Q(('brought_by__isnull', True), models.Q(('brought_by', models.F('deal_contact')), _negated=True), _connector='OR'), name='member_brought')],
                    },
                ),
                migrations.CreateModel(
                    name='DealFrame',
                    fields=[
                        ('deal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='frame', serialize=False, to='pipeline.deal')),
                        ('job_to_be_done', models.CharField(max_length=500)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('said', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.said')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('job_to_be_done', ''), _negated=True), name='frame_job')],
                    },
                ),
                migrations.CreateModel(
                    name='DealScenario',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=300)),
                        ('state', models.CharField(choices=[('watching', 'watching'), ('happened', 'happened'), ('dropped', 'dropped')], default='watching', max_length=8)),
                        ('at', models.DateTimeField()),
                        ('state_at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scenarios', to='pipeline.deal')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='scenario_text'), models.CheckConstraint(condition=models.Q(('state__in', ('watching', 'happened', 'dropped'))), name='scenario_state')],
                    },
                ),
                migrations.CreateModel(
                    name='Influence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('helps', models.BooleanField(default=True)),
                        ('strength', models.PositiveSmallIntegerField(default=2)),
                        ('who', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='influences', to='buying.buyingmember')),
                        ('whom', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='influenced_by', to='buying.buyingmember')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('who', 'whom'), name='influence_once'), models.CheckConstraint(condition=models.Q(('who', models.F('whom')), _negated=True), name='influence_other'), models.CheckConstraint(condition=models.Q(('strength__in', (1, 2, 3))), name='influence_strength')],
                    },
                ),
                migrations.CreateModel(
                    name='LearningCycle',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mode', models.CharField(choices=[('cap_do', 'cap_do'), ('pdca', 'pdca')], max_length=6)),
                        ('check_words', models.TextField(blank=True)),
                        ('check_at', models.DateTimeField(null=True)),
                        ('adjust', models.CharField(blank=True, max_length=300)),
                        ('adjust_at', models.DateTimeField(null=True)),
                        ('plan', models.CharField(blank=True, max_length=300)),
                        ('plan_at', models.DateTimeField(null=True)),
                        ('opened_at', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cycles', to='pipeline.deal')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ('cap_do', 'pdca'))), name='cycle_mode'), models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('deal',), name='cycle_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('check_at__isnull', True), ('check_words', '')), models.Q(models.Q(('check_words', ''), _negated=True), ('check_at__isnull', False)), _connector='OR'), name='cycle_check'), models.CheckConstraint(condition=models.Q(models.Q(('adjust', ''), ('adjust_at__isnull', True)), models.Q(models.Q(('adjust', ''), _negated=True), ('adjust_at__isnull', False)), _connector='OR'), name='cycle_adjust'), models.CheckConstraint(condition=models.Q(models.Q(('plan', ''), ('plan_at__isnull', True)), models.Q(models.Q(('plan', ''), _negated=True), ('plan_at__isnull', False)), _connector='OR'), name='cycle_plan')],
                    },
                ),
                migrations.CreateModel(
                    name='MemberRole',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('initiator', 'initiator'), ('user', 'user'), ('influencer', 'influencer'), ('approver', 'approver'), ('buyer', 'buyer'), ('gatekeeper', 'gatekeeper')], max_length=10)),
                        ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='buying.buyingmember')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ('initiator', 'user', 'influencer', 'approver', 'buyer', 'gatekeeper'))), name='member_role'), models.UniqueConstraint(fields=('member', 'role'), name='member_role_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MomentOfTruth',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('expected', models.CharField(max_length=300)),
                        ('actual', models.CharField(blank=True, max_length=300)),
                        ('judged', models.CharField(blank=True, choices=[('met', 'met'), ('beaten', 'beaten'), ('missed', 'missed')], max_length=6)),
                        ('judged_at', models.DateTimeField(null=True)),
                        ('stake', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ('value', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('chance', models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                        ('reach', models.DecimalField(decimal_places=10, max_digits=12, null=True)),
                        ('doubt', models.DecimalField(decimal_places=2, max_digits=3, null=True)),
                        ('added_at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moments', to='conversations.conversation')),
                        ('cycle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moments', to='buying.learningcycle')),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='pipeline.deal')),
                        ('decisive', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='buying.buyingmember')),
                        ('members', models.ManyToManyField(related_name='moments', to='buying.buyingmember')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('expected', ''), _negated=True), name='moment_expected'), models.CheckConstraint(condition=models.Q(models.Q(('actual', ''), ('judged', ''), ('judged_at__isnull', True)), models.Q(models.Q(('actual', ''), _negated=True), ('conversation__isnull', False), ('judged__in', ('met', 'beaten', 'missed')), ('judged_at__isnull', False)), _connector='OR'), name='moment_judged'), models.CheckConstraint(condition=models.Q(('stake__isnull', True), models.Q(('chance__isnull', False), ('doubt__isnull', False), ('reach__isnull', False), ('value__isnull', False)), _connector='OR'), name='moment_stake')],
                    },
                ),
                migrations.CreateModel(
                    name='ScenarioSign',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=300)),
                        ('seen_at', models.DateTimeField(null=True)),
                        ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signs', to='buying.dealscenario')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='sign_text')],
                    },
                ),
                migrations.CreateModel(
                    name='ValueRole',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100)),
                        ('side', models.CharField(choices=[('ours', 'ours'), ('theirs', 'theirs'), ('outside', 'outside'), ('partner', 'partner')], default='theirs', max_length=7)),
                        ('deal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='value_roles', to='pipeline.deal')),
                        ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='value_roles', to='buying.buyingmember')),
                        ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='value_role_name'), models.CheckConstraint(condition=models.Q(('side__in', ('ours', 'theirs', 'outside', 'partner'))), name='value_role_side'), models.CheckConstraint(condition=models.Q(('member__isnull', True), ('person__isnull', True), _connector='OR'), name='value_role_filled'), models.UniqueConstraint(fields=('deal', 'name'), name='value_role_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Deliverable',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveIntegerField()),
                        ('what', models.CharField(max_length=200)),
                        ('kind', models.CharField(choices=[('tangible', 'tangible'), ('intangible', 'intangible')], max_length=10)),
                        ('rating', models.SmallIntegerField(null=True)),
                        ('triggers', models.CharField(blank=True, max_length=200)),
                        ('how', models.CharField(blank=True, choices=[('add', 'add'), ('extend', 'extend'), ('convert', 'convert')], max_length=7)),
                        ('cost', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('deal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliverables', to='pipeline.deal')),
                        ('promise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliverables', to='conversations.promise')),
                        ('giver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gives', to='buying.valuerole')),
                        ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gets', to='buying.valuerole')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='deliverable_what'), models.CheckConstraint(condition=models.Q(('kind__in', ('tangible', 'intangible'))), name='deliverable_kind'), models.CheckConstraint(condition=models.Q(('giver', models.F('receiver')), _negated=True), name='deliverable_two'), models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', -3), ('rating__lte', 3)), _connector='OR'), name='deliverable_rating'), models.CheckConstraint(condition=models.Q(('how__in', ('', 'add', 'extend', 'convert'))), name='deliverable_how'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='deliverable_cost'), models.UniqueConstraint(fields=('deal', 'n'), name='deliverable_once')],
                    },
                ),
                migrations.CreateModel(
                    name='BuyingJobMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('job', models.CharField(choices=[('problem', 'problem'), ('exploration', 'exploration'), ('requirements', 'requirements'), ('selection', 'selection'), ('validation', 'validation'), ('consensus', 'consensus')], max_length=12)),
                        ('mark', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('reopened', 'reopened')], max_length=8)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='job_marks', to='pipeline.deal')),
                        ('said', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.said')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['deal', 'job', 'id'], name='job_mark_last')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('job__in', ('problem', 'exploration', 'requirements', 'selection', 'validation', 'consensus'))), name='job_mark_job'), models.CheckConstraint(condition=models.Q(('mark__in', ('open', 'done', 'reopened'))), name='job_mark_mark')],
                    },
                ),
            ],
        ),
        migrations.RunPython(add_influence_trigger, migrations.RunPython.noop),
        migrations.RunPython(keep_job_marks, migrations.RunPython.noop),
    ]
