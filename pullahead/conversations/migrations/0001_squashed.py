"""All tables of conversations as they stand after 0001_initial; a new database begins here.

The migrations it replaces remain for databases of version 0.1.0.
"""

import django.db.models.deletion
import pullahead.base.create_models
import pullahead.base.ids
import pullahead.conversations.rules
from django.conf import settings
from django.db import migrations, models
from pullahead.conversations.schema import add_triggers, require_finite_dates


class Migration(migrations.Migration):

    replaces = [('conversations', '0001_initial')]

    initial = True

    dependencies = [
        ('leads', '0001_squashed'),
        ('pipeline', '0001_squashed'),
        ('team', '0001_squashed'),
        ('team', '__first__'),
    ]

    operations = [
        pullahead.base.create_models.CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Conversation',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('kind', models.CharField(choices=[('talk', 'talk'), ('interview', 'interview'), ('letter', 'letter')], max_length=9)),
                        ('channel', models.CharField(blank=True, max_length=20)),
                        ('started_by', models.CharField(choices=[('ours', 'ours'), ('theirs', 'theirs')], max_length=6)),
                        ('held_at', models.DateTimeField()),
                        ('pad', models.TextField()),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('typed_s', models.PositiveIntegerField(null=True)),
                        ('added_at', models.DateTimeField()),
                        ('recap_at', models.DateTimeField(null=True)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='pipeline.deal')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['deal', 'held_at'], name='conversation_story')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('pad', ''), _negated=True), name='conversation_pad'), models.CheckConstraint(condition=models.Q(('kind__in', ('talk', 'interview', 'letter'))), name='conversation_kind'), models.CheckConstraint(condition=models.Q(('started_by__in', ('ours', 'theirs'))), name='conversation_started'), models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('recap_at__isnull', False), _connector='OR'), name='conversation_answered')],
                    },
                ),
                migrations.CreateModel(
                    name='PadVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveIntegerField()),
                        ('pad', models.TextField()),
                        ('until', models.DateTimeField()),
                        ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='conversations.conversation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'n'), name='pad_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Present',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='leads.contact')),
                        ('conversation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='present', to='conversations.conversation')),
                        ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('person__isnull', True)), models.Q(('contact__isnull', True), ('person__isnull', False)), _connector='OR'), name='present_one'), models.UniqueConstraint(condition=models.Q(('contact__isnull', False)), fields=('conversation', 'contact'), name='present_contact_once'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('conversation', 'person'), name='present_person_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Promise',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('what', models.CharField(max_length=300)),
                        ('conditions', models.CharField(blank=True, max_length=300)),
                        ('state', models.CharField(choices=[('requested', 'requested'), ('countered', 'countered'), ('promised', 'promised'), ('reported', 'reported'), ('satisfied', 'satisfied'), ('rested', 'rested'), ('declined', 'declined'), ('revoked', 'revoked'), ('withdrawn', 'withdrawn')], max_length=9)),
                        ('n', models.PositiveIntegerField(default=1)),
                        ('due_at', models.DateTimeField(null=True)),
                        ('first_due_at', models.DateTimeField(null=True)),
                        ('next_at', models.DateTimeField(null=True)),
                        ('visible_to_buyer', models.BooleanField(default=True)),
                        ('made_at', models.DateTimeField()),
                        ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='pipeline.deal')),
                        ('performer_contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises_made', to='leads.contact')),
                        ('performer_person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('performer_pod', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.pod')),
                        ('requester_contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promises_wanted', to='leads.contact')),
                        ('requester_person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('requester_pod', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='team.pod')),
                        ('serves', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='served_by', to='conversations.promise')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('next_at__isnull', False), ('requester_person__isnull', False)), fields=['requester_person'], name='promise_wanted_by'), models.Index(condition=models.Q(('next_at__isnull', False), ('performer_person__isnull', False)), fields=['performer_person'], name='promise_owed_by'), models.Index(condition=models.Q(('next_at__isnull', False), ('performer_pod__isnull', False)), fields=['performer_pod', 'due_at'], name='promise_of_pod')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='promise_what'), models.CheckConstraint(condition=models.Q(('state__in', ('requested', 'countered', 'promised', 'reported', 'satisfied', 'rested', 'declined', 'revoked', 'withdrawn'))), name='promise_state'), models.CheckConstraint(condition=models.Q(('n__gte', 1)), name='promise_n'), models.CheckConstraint(condition=models.Q(models.Q(('requester_contact__isnull', True), ('requester_person__isnull', False), ('requester_pod__isnull', True)), models.Q(('requester_contact__isnull', False), ('requester_person__isnull', True), ('requester_pod__isnull', True)), models.Q(('requester_contact__isnull', True), ('requester_person__isnull', True), ('requester_pod__isnull', False)), _connector='OR'), name='promise_requester'), models.CheckConstraint(condition=models.Q(models.Q(('performer_contact__isnull', True), ('performer_person__isnull', False), ('performer_pod__isnull', True)), models.Q(('performer_contact__isnull', False), ('performer_person__isnull', True), ('performer_pod__isnull', True)), models.Q(('performer_contact__isnull', True), ('performer_person__isnull', True), ('performer_pod__isnull', False)), _connector='OR'), name='promise_performer'), models.CheckConstraint(condition=models.Q(models.Q(('requester_person__isnull', True), ('performer_person__isnull', True), models.Q(('requester_person', models.F('performer_person')), _negated=True), _connector='OR'), models.Q(('requester_pod__isnull', True), ('performer_pod__isnull', True), models.Q(('requester_pod', models.F('performer_pod')), _negated=True), _connector='OR'), models.Q(('requester_contact__isnull', True), ('performer_contact__isnull', True), _connector='OR')), name='promise_parties'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['promised', 'reported']), _negated=True), models.Q(('due_at__isnull', False), ('first_due_at__isnull', False), ('performer_pod__isnull', True)), _connector='OR'), name='promise_due'), models.CheckConstraint(condition=models.Q(models.Q(('next_at__isnull', False), ('state__in', ('requested', 'countered', 'promised', 'reported'))), models.Q(('next_at__isnull', True), ('state__in', ('satisfied', 'rested', 'declined', 'revoked', 'withdrawn'))), _connector='OR'), name='promise_next')],
                    },
                ),
                migrations.CreateModel(
                    name='Said',
                    fields=[
                        ('id', models.UUIDField(default=pullahead.base.ids.new_id, primary_key=True, serialize=False)),
                        ('question', models.CharField(blank=True, max_length=300)),
                        ('words', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('blanked_at', models.DateTimeField(null=True)),
                        ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='said', to='leads.contact')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='said', to='conversations.conversation')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('blanked_at__isnull', False), _connector='OR'), name='said_words')],
                    },
                ),
                migrations.CreateModel(
                    name='PromiseMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveIntegerField()),
                        ('before', models.CharField(blank=True, max_length=9)),
                        ('move', models.CharField(max_length=9)),
                        ('after', models.CharField(max_length=9)),
                        ('speaker', models.CharField(blank=True, choices=[('A', 'A'), ('B', 'B'), ('', '')], max_length=1)),
                        ('at', models.DateTimeField()),
                        ('words', models.TextField(blank=True)),
                        ('blanked_at', models.DateTimeField(null=True)),
                        ('due_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=40)),
                        ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promise_moves', to='leads.contact')),
                        ('conversation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promise_moves', to='conversations.conversation')),
                        ('promise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='conversations.promise')),
                        ('recorded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('said', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.said')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['at'], name='promise_move_at')],
                        'constraints': [models.UniqueConstraint(fields=('promise', 'n'), name='promise_move_once'), models.CheckConstraint(condition=models.Q(models.Q(('before', ''), ('n', 1)), models.Q(('n__gt', 1), models.Q(('before', ''), _negated=True)), _connector='OR'), name='promise_move_first'), models.CheckConstraint(condition=models.Q(models.Q(('after', 'requested'), ('before', ''), ('move', pullahead.conversations.rules.Move['REQUEST']), ('speaker', 'A')), models.Q(('after', 'countered'), ('before', ''), ('move', pullahead.conversations.rules.Move['OFFER']), ('speaker', 'B')), models.Q(('after', 'promised'), ('before', ''), ('move', pullahead.conversations.rules.Move['PROMISE']), ('speaker', 'B')), models.Q(('after', 'promised'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['PROMISE']), ('speaker', 'B')), models.Q(('after', 'countered'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['COUNTER']), ('speaker', 'B')), models.Q(('after', 'requested'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['LATER']), ('speaker', 'B')), models.Q(('after', 'declined'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['DECLINE']), ('speaker', 'B')), models.Q(('after', 'withdrawn'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['WITHDRAW']), ('speaker', 'A')), models.Q(('after', 'promised'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['ACCEPT']), ('speaker', 'A')), models.Q(('after', 'requested'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['COUNTER']), ('speaker', 'A')), models.Q(('after', 'declined'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['REJECT']), ('speaker', 'A')), models.Q(('after', 'revoked'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['REVOKE']), ('speaker', 'B')), models.Q(('after', 'reported'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['REPORT']), ('speaker', 'B')), models.Q(('after', 'countered'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['COUNTER']), ('speaker', 'B')), models.Q(('after', 'revoked'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['REVOKE']), ('speaker', 'B')), models.Q(('after', 'requested'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['ASK_ANEW']), ('speaker', 'A')), models.Q(('after', 'withdrawn'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['WITHDRAW']), ('speaker', 'A')), models.Q(('after', 'satisfied'), ('before', 'reported'), ('move', pullahead.conversations.rules.Move['SATISFIED']), ('speaker', 'A')), models.Q(('after', 'promised'), ('before', 'reported'), ('move', pullahead.conversations.rules.Move['NOT_YET']), ('speaker', 'A')), models.Q(('after', 'withdrawn'), ('before', 'reported'), ('move', pullahead.conversations.rules.Move['WITHDRAW']), ('speaker', 'A')), models.Q(('after', 'rested'), ('before', 'reported'), ('move', pullahead.conversations.rules.Move['REST']), ('speaker', 'B')), models.Q(('after', 'requested'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['FREED']), ('speaker', '')), models.Q(('after', 'requested'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['FREED']), ('speaker', '')), models.Q(('after', 'withdrawn'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['VOID']), ('speaker', '')), models.Q(('after', 'withdrawn'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['VOID']), ('speaker', '')), models.Q(('after', 'withdrawn'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['VOID']), ('speaker', '')), models.Q(('after', 'withdrawn'), ('before', 'reported'), ('move', pullahead.conversations.rules.Move['VOID']), ('speaker', '')), models.Q(('after', 'requested'), ('before', 'requested'), ('move', pullahead.conversations.rules.Move['PASSED']), ('speaker', '')), models.Q(('after', 'countered'), ('before', 'countered'), ('move', pullahead.conversations.rules.Move['PASSED']), ('speaker', '')), models.Q(('after', 'promised'), ('before', 'promised'), ('move', pullahead.conversations.rules.Move['PASSED']), ('speaker', '')), models.Q(('after', 'reported'), ('before', 'reported'), ('move', pullahead.conversations.rules.Move['PASSED']), ('speaker', '')), _connector='OR'), name='promise_move_rule'), models.CheckConstraint(condition=models.Q(('contact__isnull', True), models.Q(('words', ''), _negated=True), ('blanked_at__isnull', False), _connector='OR'), name='promise_move_words')],
                    },
                ),
                migrations.CreateModel(
                    name='MoveBasis',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('fact', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='pipeline.dealfact')),
                        ('transition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='basis', to='pipeline.transition')),
                        ('said', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='conversations.said')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('fact__isnull', True), ('reason', ''), ('said__isnull', False)), models.Q(('fact__isnull', False), ('reason', ''), ('said__isnull', True)), models.Q(('fact__isnull', True), ('said__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='move_basis_one')],
                    },
                ),
            ],
        ),
        migrations.RunPython(add_triggers, migrations.RunPython.noop),
        migrations.RunPython(require_finite_dates, migrations.RunPython.noop),
    ]
