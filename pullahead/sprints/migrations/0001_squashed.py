"""All tables of sprints as they stand after 0003_items; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import pullahead.base.create_models
import pullahead.base.ids
from django.conf import settings
from django.db import migrations, models
from pullahead.sprints.schema import add_change_triggers, cover_conversations
from pullahead.sprints.item_schema import add_item_triggers


class Migration(migrations.Migration):

    replaces = [('sprints', '0001_initial'), ('sprints', '0002_promises'), ('sprints', '0003_items')]

    initial = True

    dependencies = [
        ('conversations', '0001_squashed'),
        ('leads', '0001_squashed'),
        ('pipeline', '0001_squashed'),
        ('team', '0001_squashed'),
        ('team', '__first__'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='BuyerStep',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=120)),
                        ('due', models.DateField(null=True)),
                        ('needs', models.CharField(blank=True, max_length=300)),
                        ('job', models.CharField(blank=True, choices=[('problem', 'problem'), ('exploration', 'exploration'), ('requirements', 'requirements'), ('selection', 'selection'), ('validation', 'validation'), ('consensus', 'consensus')], max_length=12)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('state', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('dropped', 'dropped')], default='open', max_length=7)),
                        ('added_at', models.DateTimeField()),
                        ('contact', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leads.contact')),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buyer_steps', to='pipeline.deal')),
                        ('said', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='buyer_steps', to='conversations.said')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='buyer_step_name'), models.CheckConstraint(condition=models.Q(('job', ''), ('job__in', ('problem', 'exploration', 'requirements', 'selection', 'validation', 'consensus')), _connector='OR'), name='buyer_step_job'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'done', 'dropped'))), name='buyer_step_state')],
                    },
                ),
                migrations.CreateModel(
                    name='Concession',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('what', models.CharField(choices=[('discount', 'discount'), ('free_days', 'free_days')], max_length=9)),
                        ('amount', models.DecimalField(decimal_places=2, max_digits=6)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='concessions', to='pipeline.deal')),
                        ('promise', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concession', to='conversations.promise')),
                        ('right', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.decisionright')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('promise__isnull', True), ('right__isnull', False)), models.Q(('promise__isnull', False), ('right__isnull', True)), _connector='OR'), name='concession_by_right_or_request'), models.CheckConstraint(condition=models.Q(('what__in', ('discount', 'free_days'))), name='concession_what'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='concession_amount'), models.UniqueConstraint(condition=models.Q(('right__isnull', False)), fields=('deal', 'what'), name='concession_by_right_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Objective',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('words', models.CharField(max_length=300)),
                        ('measure', models.CharField(blank=True, max_length=200)),
                        ('state', models.CharField(choices=[('open', 'open'), ('met', 'met'), ('dropped', 'dropped')], default='open', max_length=7)),
                        ('added_at', models.DateTimeField()),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objectives', to='pipeline.deal')),
                        ('said', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='conversations.said')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='objective_words'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'met', 'dropped'))), name='objective_state')],
                    },
                ),
                migrations.CreateModel(
                    name='BuyerChange',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('field', models.CharField(choices=[('added', 'added'), ('name', 'name'), ('contact', 'contact'), ('due', 'due'), ('needs', 'needs'), ('job', 'job'), ('place', 'place'), ('state', 'state'), ('words', 'words'), ('measure', 'measure'), ('promise', 'promise')], max_length=8)),
                        ('was', models.CharField(blank=True, max_length=300)),
                        ('now', models.CharField(blank=True, max_length=300)),
                        ('heard_at', models.DateTimeField()),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('answer', models.CharField(blank=True, choices=[('stands', 'stands'), ('changed', 'changed'), ('closed', 'closed')], max_length=7)),
                        ('conversation', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.conversation')),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buyer_changes', to='pipeline.deal')),
                        ('step', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='sprints.buyerstep')),
                        ('objective', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='sprints.objective')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['deal'], name='buyer_change_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('field__in', ('added', 'name', 'contact', 'due', 'needs', 'job', 'place', 'state', 'words', 'measure', 'promise'))), name='buyer_change_field'), models.CheckConstraint(condition=models.Q(('step__isnull', True), ('objective__isnull', True), _connector='OR'), name='buyer_change_of'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answer__in', ('stands', 'changed', 'closed')), ('answered_at__isnull', False)), _connector='OR'), name='buyer_change_answered')],
                    },
                ),
                migrations.CreateModel(
                    name='Offer',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=120)),
                        ('kind', models.CharField(choices=[('product', 'product'), ('service', 'service')], max_length=7)),
                        ('partner', models.CharField(blank=True, max_length=120)),
                        ('retired_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='offer_name'), models.CheckConstraint(condition=models.Q(('kind__in', ('product', 'service'))), name='offer_kind'), models.UniqueConstraint(fields=('name', 'partner'), name='offer_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Fit',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('fit', models.CharField(choices=[('yes', 'yes'), ('part', 'part'), ('no', 'no'), ('unknown', 'unknown')], default='unknown', max_length=7)),
                        ('gap', models.CharField(blank=True, max_length=300)),
                        ('proof', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.promise')),
                        ('objective', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='fits', to='sprints.objective')),
                        ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fits', to='sprints.offer')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('objective', 'offer'), name='fit_once'), models.CheckConstraint(condition=models.Q(('fit__in', ('yes', 'part', 'no', 'unknown'))), name='fit_word')],
                    },
                ),
                migrations.CreateModel(
                    name='Sprint',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('starts', models.DateField()),
                        ('goal', models.CharField(blank=True, max_length=300)),
                        ('opened_at', models.DateTimeField()),
                        ('reviewed_at', models.DateTimeField(null=True)),
                        ('buyers_words', models.CharField(blank=True, max_length=1000)),
                        ('one_line', models.CharField(blank=True, max_length=300)),
                        ('pod', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sprints', to='team.pod')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('pod', 'starts'), name='sprint_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('what', models.CharField(max_length=200)),
                        ('kind', models.CharField(choices=[('activity', 'activity'), ('capability', 'capability')], default='activity', max_length=10)),
                        ('size', models.CharField(choices=[('S', 'S'), ('M', 'M'), ('L', 'L')], max_length=1)),
                        ('left_h', models.DecimalField(decimal_places=2, max_digits=5)),
                        ('weighed_h', models.DecimalField(decimal_places=2, max_digits=5)),
                        ('expedite', models.BooleanField(default=False)),
                        ('state', models.CharField(choices=[('backlog', 'backlog'), ('sprint', 'sprint'), ('done', 'done'), ('dropped', 'dropped')], default='backlog', max_length=7)),
                        ('over_reason', models.CharField(blank=True, max_length=300)),
                        ('blocked_why', models.CharField(blank=True, max_length=300)),
                        ('blocked_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('added_at', models.DateTimeField()),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='pipeline.deal')),
                        ('performer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pod', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='team.pod')),
                        ('promise', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='item', to='conversations.promise')),
                        ('skill', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.skill')),
                        ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='sprints.buyerstep')),
                        ('objective', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='sprints.objective')),
                        ('sprint', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='sprints.sprint')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ('backlog', 'sprint'))), fields=['pod'], name='item_live')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='item_what'), models.CheckConstraint(condition=models.Q(('kind__in', ('activity', 'capability'))), name='item_kind'), models.CheckConstraint(condition=models.Q(('size__in', ('S', 'M', 'L'))), name='item_size'), models.CheckConstraint(condition=models.Q(('state__in', ('backlog', 'sprint', 'done', 'dropped'))), name='item_state'), models.CheckConstraint(condition=models.Q(('left_h__gte', 0), ('weighed_h__gt', 0)), name='item_hours'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sprint'), _negated=True), models.Q(('promise__isnull', False), ('sprint__isnull', False)), _connector='OR'), name='item_in_sprint'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'backlog'), _negated=True), models.Q(('performer__isnull', True), ('sprint__isnull', True)), _connector='OR'), name='item_in_backlog'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='item_dropped'), models.CheckConstraint(condition=models.Q(models.Q(('blocked_at__isnull', True), ('blocked_why', '')), models.Q(models.Q(('blocked_why', ''), _negated=True), ('blocked_at__isnull', False)), _connector='OR'), name='item_blocked'), models.CheckConstraint(condition=models.Q(('over_reason', ''), django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length(models.F('over_reason')), 10), _connector='OR'), name='item_over_reason'), models.UniqueConstraint(condition=models.Q(('expedite', True), ('state__in', ('backlog', 'sprint'))), fields=('pod',), name='item_expedite_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reallocation',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('hours', models.DecimalField(decimal_places=2, max_digits=5)),
                        ('reason', models.CharField(max_length=300)),
                        ('day_cost_from', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('day_cost_to', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ('new_due', models.DateField(null=True)),
                        ('agreed_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('from_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_away', to='sprints.item')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='sprints.reallocation')),
                        ('to_item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_here', to='sprints.item')),
                        ('told_about', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.promise')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_item', models.F('to_item')), _negated=True), name='reallocation_items'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reallocation_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Capacity',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hours', models.DecimalField(decimal_places=2, max_digits=5)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('sprint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='capacities', to='sprints.sprint')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('sprint', 'person'), name='capacity_once'), models.CheckConstraint(condition=models.Q(('hours__gte', 0)), name='capacity_hours')],
                    },
                ),
            ],
        ),
        migrations.RunPython(add_change_triggers, migrations.RunPython.noop),
        migrations.RunPython(cover_conversations, migrations.RunPython.noop),
        migrations.RunPython(add_item_triggers, migrations.RunPython.noop),
    ]
