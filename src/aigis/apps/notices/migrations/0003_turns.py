"""Turns by recipient and organisation, bundles, and results of attempts in rows of their own."""

import django.db.models.deletion
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT
_RECIPIENTS = """
    UPDATE notices_notice SET recipient = channel || ':' || CASE channel
        WHEN 'webhook' THEN lower(split_part(split_part(address, '//', 2), '/', 1)) ELSE lower(address) END;
    INSERT INTO notices_attemptresult (attempt_id, ended_at, delivered, answer)
         SELECT id, ended_at, coalesce(delivered, false), answer FROM notices_attempt WHERE ended_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    """Keeps every notice and attempt."""

    dependencies = [('notices', '0002_priority')]

    operations = [
        migrations.AddField('notice', 'recipient', models.CharField(default='', max_length=400)),
        migrations.AddField('notice', 'language', models.CharField(blank=True, default='', max_length=2)),
        migrations.AddField('notice', 'source', models.BigIntegerField(default=0)),
        migrations.AddField('notice', 'bundle', models.ForeignKey(null=True, on_delete=_PROTECT, to='notices.notice')),
        migrations.AddField('notice', 'resent_at', models.DateTimeField(null=True)),
        migrations.AlterField('notice', 'state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('bundled', 'Bundled'), ('given_up', 'Given Up')], default='waiting', max_length=10)),
        migrations.CreateModel(
            name='RecipientState',
            fields=[
                ('recipient', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('failures', models.IntegerField(default=0)),
                ('open_until', models.DateTimeField(null=True)),
                ('served_at', models.DateTimeField(null=True)),
                ('last_source', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='AttemptResult',
            fields=[
                ('attempt', models.OneToOneField(on_delete=_PROTECT, primary_key=True, related_name='result', serialize=False, to='notices.attempt')),
                ('ended_at', models.DateTimeField()),
                ('delivered', models.BooleanField()),
                ('answer', models.CharField(blank=True, max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('process', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('beaten_at', models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(_RECIPIENTS, migrations.RunSQL.noop),
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        *(migrations.RemoveField('attempt', name) for name in ('ended_at', 'delivered', 'answer')),
        migrations.AddIndex('notice', models.Index(condition=models.Q(('state', 'waiting')), fields=['recipient', '-priority', 'source', 'due_at'], name='notices_turns')),
        migrations.AddIndex('notice', models.Index(fields=['address', 'source', 'delivered_at'], name='notices_rate')),
    ]
