"""All tables of team as they stand after 0010_pods; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import pullahead.base.create_models
from django.conf import settings
from django.db import migrations, models
from pullahead.team.schema import limit_shares


class Migration(migrations.Migration):

    replaces = [('team', '0001_initial'), ('team', '0002_person_try_it_hidden'), ('team', '0003_pod'), ('team', '0004_marketer'), ('team', '0005_day_goals'), ('team', '0006_shifts_and_leave'), ('team', '0007_presence'), ('team', '0008_limits_and_standing'), ('team', '0009_people_import'), ('team', '0010_pods')]

    initial = True

    dependencies = [
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='BreakReason',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('is_active', models.BooleanField(default=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='Skill',
                    fields=[
                        ('code', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='CalendarRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_default', models.BooleanField(default=False)),
                        ('zone', models.CharField(blank=True, max_length=60)),
                        ('country', models.CharField(blank=True, max_length=2)),
                        ('subdivision', models.CharField(blank=True, max_length=40)),
                        ('week', models.JSONField()),
                        ('closed', models.JSONField(default=list)),
                        ('opened', models.JSONField(default=list)),
                    ],
                    options={
                        'db_table': 'team_calendar',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='calendar_default'), models.CheckConstraint(condition=models.Q(models.Q(('country', ''), _negated=True), ('subdivision', ''), _connector='OR'), name='calendar_place')],
                    },
                ),
                migrations.CreateModel(
                    name='Team',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, unique=True)),
                        ('calendar', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='team', to='team.calendarrow')),
                    ],
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('name', models.CharField(max_length=100, unique=True)),
                        ('role', models.CharField(choices=[('agent', 'Agent'), ('leader', 'Team lead'), ('admin', 'Admin'), ('marketer', 'Marketing'), ('contributor', 'Contributor')], default='agent', max_length=12)),
                        ('zone', models.CharField(blank=True, max_length=60)),
                        ('language', models.CharField(blank=True, max_length=10)),
                        ('is_active', models.BooleanField(default=True)),
                        ('session_round', models.PositiveIntegerField(default=0)),
                        ('break_since', models.DateTimeField(null=True)),
                        ('presence', models.CharField(choices=[('available', 'Available'), ('claim', 'With a lead'), ('wrap_up', 'Wrap-up'), ('break', 'Break'), ('away', 'Away')], db_default='away', default='away', max_length=9)),
                        ('presence_reason', models.CharField(blank=True, db_default='', default='', max_length=40)),
                        ('presence_since', models.DateTimeField(null=True)),
                        ('seen_at', models.DateTimeField(null=True)),
                        ('simulated', models.BooleanField(default=False)),
                        ('try_it_hidden', models.BooleanField(default=False)),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='team.team')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['agent', 'leader', 'admin', 'marketer', 'contributor'])), name='person_role')],
                    },
                ),
                migrations.CreateModel(
                    name='AgentKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('label', models.CharField(blank=True, max_length=100)),
                        ('start', models.CharField(max_length=10)),
                        ('hash', models.CharField(max_length=64, unique=True)),
                        ('scopes', models.JSONField(default=list)),
                        ('made_at', models.DateTimeField()),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='PeopleImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('created_at', models.DateTimeField()),
                        ('started_at', models.DateTimeField(null=True)),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('rows', models.JSONField(default=list)),
                        ('counts', models.JSONField(default=dict)),
                        ('refused', models.JSONField(default=list)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='Pod',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100)),
                        ('is_default', models.BooleanField(default=False)),
                        ('kind', models.CharField(choices=[('own', 'Own'), ('shared', 'Shared')], db_default='own', default='own', max_length=6)),
                        ('vision', models.CharField(blank=True, db_default='', default='', max_length=300)),
                        ('goal', models.CharField(blank=True, db_default='', default='', max_length=300)),
                        ('stand_up_days', models.CharField(db_default='12345', default='12345', max_length=5)),
                        ('hour_cost', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                        ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pods', to='team.team')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('team',), name='pod_default'), models.UniqueConstraint(fields=('team', 'name'), name='pod_name'), models.CheckConstraint(condition=models.Q(('kind__in', ('own', 'shared'))), name='pod_kind'), models.CheckConstraint(condition=models.Q(('is_default', False), ('kind', 'own'), _connector='OR'), name='pod_default_own'), models.CheckConstraint(condition=models.Q(('is_default', True), models.Q(('vision', ''), _negated=True), _connector='OR'), name='pod_vision'), models.CheckConstraint(condition=models.Q(('stand_up_days', ''), _negated=True), name='pod_stand_up'), models.CheckConstraint(condition=models.Q(('hour_cost__isnull', True), ('hour_cost__gte', 0), _connector='OR'), name='pod_hour_cost')],
                    },
                ),
                migrations.CreateModel(
                    name='Throttle',
                    fields=[
                        ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('count', models.PositiveIntegerField(default=0)),
                        ('last_at', models.DateTimeField()),
                        ('until', models.DateTimeField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['last_at'], name='throttle_last')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkLimit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('open_work', models.PositiveIntegerField(null=True)),
                        ('per_hour', models.PositiveIntegerField(null=True)),
                        ('per_day', models.PositiveIntegerField(null=True)),
                        ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='work_limit', to=settings.AUTH_USER_MODEL)),
                        ('team', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='work_limit', to='team.team')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', True), ('team__isnull', False)), models.Q(('person__isnull', False), ('team__isnull', True)), _connector='OR'), name='work_limit_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='DayGoals',
                    fields=[
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='day_goals', serialize=False, to=settings.AUTH_USER_MODEL)),
                        ('saved', models.PositiveSmallIntegerField(null=True)),
                        ('contacts', models.PositiveSmallIntegerField(null=True)),
                        ('sales', models.PositiveSmallIntegerField(null=True)),
                    ],
                    options={
                        'db_table': 'team_daygoals',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('saved__isnull', True), ('saved__gt', 0), _connector='OR'), models.Q(('contacts__isnull', True), ('contacts__gt', 0), _connector='OR'), models.Q(('sales__isnull', True), ('sales__gt', 0), _connector='OR')), name='goals_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='Standing',
                    fields=[
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to=settings.AUTH_USER_MODEL)),
                        ('score', models.FloatField()),
                        ('parts', models.JSONField(default=dict)),
                        ('claims', models.PositiveIntegerField(default=0)),
                        ('every', models.PositiveSmallIntegerField(default=0)),
                        ('first_at', models.DateTimeField()),
                        ('computed_at', models.DateTimeField()),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('every__in', [0, 2, 4])), name='standing_every'), models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='standing_score')],
                    },
                ),
                migrations.CreateModel(
                    name='Leave',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('vacation', 'Vacation'), ('sick', 'Sick leave'), ('training', 'Training'), ('other', 'Other leave')], max_length=8)),
                        ('from_at', models.DateTimeField()),
                        ('to_at', models.DateTimeField()),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', 'to_at'], name='leave_person')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('to_at__gt', models.F('from_at'))), name='leave_ends_after')],
                    },
                ),
                migrations.CreateModel(
                    name='DecisionRight',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('what', models.CharField(choices=[('discount', 'Discount'), ('free_days', 'Free Days')], max_length=9)),
                        ('up_to', models.DecimalField(decimal_places=2, max_digits=6)),
                        ('pod', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rights', to='team.pod')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('pod', 'what'), name='decision_right_once'), models.CheckConstraint(condition=models.Q(('what__in', ('discount', 'free_days'))), name='decision_right_what'), models.CheckConstraint(condition=models.Q(('up_to__gte', 0), models.Q(models.Q(('what', 'discount'), _negated=True), ('up_to__lte', 100), _connector='OR')), name='decision_right_up_to')],
                    },
                ),
                migrations.CreateModel(
                    name='PodMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('share', models.PositiveSmallIntegerField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to=settings.AUTH_USER_MODEL)),
                        ('pod', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='team.pod')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('pod', 'person'), name='pod_member_once'), models.CheckConstraint(condition=models.Q(('share__gte', 1), ('share__lte', 100)), name='pod_member_share')],
                    },
                ),
                migrations.CreateModel(
                    name='Presence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('available', 'Available'), ('claim', 'With a lead'), ('wrap_up', 'Wrap-up'), ('break', 'Break'), ('away', 'Away')], max_length=9)),
                        ('reason', models.CharField(blank=True, max_length=40)),
                        ('from_at', models.DateTimeField()),
                        ('to_at', models.DateTimeField()),
                        ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='presences', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['person', 'from_at'], name='presence_person'), models.Index(fields=['from_at'], name='presence_from')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('to_at__gt', models.F('from_at'))), name='presence_ends_after')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('filters', models.JSONField(default=dict)),
                        ('shared', models.BooleanField(default=False)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PersonSkill',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('expires_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to=settings.AUTH_USER_MODEL)),
                        ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='team.skill')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'skill'), name='person_skill_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ShiftPlan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('zone', models.CharField(blank=True, max_length=60)),
                        ('week', models.JSONField()),
                        ('from_at', models.DateTimeField()),
                        ('to_at', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shift_plans', to=settings.AUTH_USER_MODEL)),
                        ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shift_plans', to='team.team')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', True), ('team__isnull', False)), models.Q(('person__isnull', False), ('team__isnull', True)), _connector='OR'), name='shift_of_one'), models.CheckConstraint(condition=models.Q(('to_at__isnull', True), ('to_at__gte', models.F('from_at')), _connector='OR'), name='shift_ends_after'), models.UniqueConstraint(condition=models.Q(('to_at__isnull', True)), fields=('person',), name='shift_person_now'), models.UniqueConstraint(condition=models.Q(('to_at__isnull', True)), fields=('team',), name='shift_team_now')],
                    },
                ),
            ],
        ),
        migrations.RunPython(limit_shares, migrations.RunPython.noop),
    ]
