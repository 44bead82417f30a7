"""Steps, chained messages and drills; what changes goes into tables of its own."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from aigis.core.alerts.chain import GENESIS, AlertFacts, next_message

_LANGUAGES = ["nl", "fr", "de", "en"]
_KINDS = ["acknowledged", "assigned", "handed_over", "noted", "closed", "reopened", "escalated"]
_PROTECT = django.db.models.deletion.PROTECT

_STATES = """
    INSERT INTO alerts_alertstate (alert_id, hits, last_hit_at, told_hits)
         SELECT id, hits, last_hit_at, hits FROM alerts_alert;
    INSERT INTO alerts_deskalertstate (desk_alert_id, acknowledged_at, acknowledged_by, acknowledged_name, assigned_to,
                                   closed_at, closed_by, outcome, stage, changes)
         SELECT id, acknowledged_at, acknowledged_by, '', '', closed_at, closed_by, outcome, 0,
                (acknowledged_at IS NOT NULL)::int + (closed_at IS NOT NULL)::int FROM alerts_deskalert;
    INSERT INTO alerts_alertstep (desk_alert_id, kind, at, actor_key, name, recipient, outcome, stage)
         SELECT id, 'acknowledged', acknowledged_at, acknowledged_by, '', '', '', 0
           FROM alerts_deskalert WHERE acknowledged_at IS NOT NULL ORDER BY id;
    INSERT INTO alerts_alertstep (desk_alert_id, kind, at, actor_key, name, recipient, outcome, stage)
         SELECT id, 'closed', closed_at, closed_by, '', '', outcome, 0
           FROM alerts_deskalert WHERE closed_at IS NOT NULL ORDER BY id;
"""


def _chain(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Chains the messages each desk has had so far."""
    desks, places = apps.get_model("alerts", "Desk"), apps.get_model("alerts", "DeskAlert")
    counters = apps.get_model("alerts", "DeskCounter")
    for desk in desks.objects.all():
        last_hash = GENESIS
        for place in places.objects.filter(desk=desk).select_related("alert__gate__facility").order_by("number"):
            gate = f"{place.alert.gate.facility.code}/{place.alert.gate.name}"
            facts = AlertFacts(place.alert.pk, gate, place.alert.raised_at)
            message = next_message(facts, desk=desk.code, number=place.number, previous=last_hash)
            place.previous, place.hash = last_hash, message.hash
            place.save(update_fields=["previous", "hash"])
            last_hash = message.hash
        counters.objects.create(desk=desk, last_number=desk.last_number, last_hash=last_hash)


class Migration(migrations.Migration):
    """Keeps every alert with its steps so far."""

    dependencies = [
        ('alerts', '0002_repeats'),
        ('checks', '0001_initial'),
        ('facilities', '0001_initial'),
        ('people', '0001_initial'),
        ('register', '0001_initial'),
    ]

    operations = [
        migrations.AddField('desk', 'language', models.CharField(choices=[(code, code) for code in _LANGUAGES], default='nl', max_length=2)),
        migrations.AddField('desk', 'other_mailbox', models.EmailField(blank=True, default='', max_length=254), preserve_default=False),
        migrations.AddField('desk', 'telephone', models.CharField(blank=True, default='', max_length=30), preserve_default=False),
        migrations.AddField('desk', 'next_desk', models.ForeignKey(null=True, on_delete=_PROTECT, to='alerts.desk')),
        migrations.AddField('desk', 'on_call', models.JSONField(default=list)),
        migrations.AddField('desk', 'removed_at', models.DateTimeField(null=True)),
        migrations.AddConstraint('desk', models.CheckConstraint(condition=models.Q(language__in=_LANGUAGES), name='alerts_desk_language')),
        migrations.CreateModel(
            name='DeskCounter',
            fields=[
                ('desk', models.OneToOneField(on_delete=_PROTECT, primary_key=True, related_name='counter', serialize=False, to='alerts.desk')),
                ('last_number', models.BigIntegerField(default=0)),
                ('last_hash', models.CharField(default=GENESIS, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='DeskProposal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('settings', models.JSONField()),
                ('secret', models.BinaryField(null=True)),
                ('base', models.JSONField()),
                ('why', models.CharField(max_length=1000)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('approved', 'Approved'), ('rejected', 'Rejected')], default='waiting', max_length=10)),
                ('proposed_by', models.CharField(max_length=64)),
                ('proposer', models.JSONField()),
                ('proposed_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('desk', models.ForeignKey(on_delete=_PROTECT, to='alerts.desk')),
            ],
        ),
        migrations.AlterField('alert', 'check_made', models.ForeignKey(null=True, on_delete=_PROTECT, to='checks.check')),
        migrations.AlterField('alert', 'ban', models.ForeignKey(null=True, on_delete=_PROTECT, to='register.ban')),
        migrations.AlterField('alert', 'gate', models.ForeignKey(null=True, on_delete=_PROTECT, to='facilities.gate')),
        migrations.AddField('alert', 'drill', models.BooleanField(default=False)),
        migrations.AddField('alert', 'certainty', models.CharField(blank=True, default='', max_length=10), preserve_default=False),
        migrations.AddConstraint('alert', models.CheckConstraint(
            condition=models.Q(drill=True, ban=None, check_made=None, gate=None)
            | models.Q(drill=False, ban__isnull=False, check_made__isnull=False, gate__isnull=False),
            name='alerts_hit_or_drill',
        )),
        migrations.CreateModel(
            name='AlertState',
            fields=[
                ('alert', models.OneToOneField(on_delete=_PROTECT, primary_key=True, related_name='state', serialize=False, to='alerts.alert')),
                ('hits', models.IntegerField(default=1)),
                ('last_hit_at', models.DateTimeField()),
                ('told_hits', models.IntegerField(default=1)),
                ('digest_due_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('digest_due_at__isnull', False)), fields=['digest_due_at'], name='alerts_digest_due')],
            },
        ),
        migrations.CreateModel(
            name='AlertStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('acknowledged', 'Acknowledged'), ('assigned', 'Assigned'), ('handed_over', 'Handed Over'), ('noted', 'Noted'), ('closed', 'Closed'), ('reopened', 'Reopened'), ('escalated', 'Escalated')], max_length=12)),
                ('at', models.DateTimeField()),
                ('actor_key', models.CharField(max_length=64)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('recipient', models.CharField(blank=True, max_length=120)),
                ('outcome', models.CharField(blank=True, max_length=200)),
                ('stage', models.SmallIntegerField(default=0)),
                ('note', models.BinaryField(null=True)),
                ('desk_alert', models.ForeignKey(on_delete=_PROTECT, related_name='steps', to='alerts.deskalert')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(kind__in=_KINDS), name='alerts_step_kind')],
            },
        ),
        migrations.CreateModel(
            name='DeskAlertState',
            fields=[
                ('desk_alert', models.OneToOneField(on_delete=_PROTECT, primary_key=True, related_name='state', serialize=False, to='alerts.deskalert')),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.CharField(blank=True, max_length=64)),
                ('acknowledged_name', models.CharField(blank=True, max_length=120)),
                ('assigned_to', models.CharField(blank=True, max_length=120)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=64)),
                ('outcome', models.CharField(blank=True, max_length=200)),
                ('stage', models.SmallIntegerField(default=0)),
                ('escalates_at', models.DateTimeField(null=True)),
                ('changes', models.IntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('escalates_at__isnull', False)), fields=['escalates_at'], name='alerts_escalation_due'), models.Index(condition=models.Q(('acknowledged_at', None)), fields=['desk_alert'], name='alerts_unseen')],
            },
        ),
        migrations.AddField('deskalert', 'previous', models.CharField(default='', max_length=64), preserve_default=False),
        migrations.AddField('deskalert', 'hash', models.CharField(default='', max_length=64), preserve_default=False),
        migrations.RunSQL(_STATES, migrations.RunSQL.noop),
        migrations.RunPython(_chain, migrations.RunPython.noop),
        # The rows were changed in this transaction: their foreign keys are looked at before the tables are altered.
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        *(migrations.RemoveField('deskalert', name) for name in ('acknowledged_at', 'acknowledged_by', 'closed_at', 'closed_by', 'outcome')),
        migrations.RemoveField('alert', 'hits'),
        migrations.RemoveField('alert', 'last_hit_at'),
        migrations.RemoveField('desk', 'last_number'),
    ]
