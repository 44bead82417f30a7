"""The tables of a ban's whole life."""

import django.db.models.deletion
from django.db import migrations, models


# What the first versions of the register did not say apart: whom each version is about, the days as decided.
FILL = """
    UPDATE register_banversion v
       SET subject_id = b.subject_id, authority_id = b.authority_id, register_version = s.changed_in,
           first_day = (v.start AT TIME ZONE 'Europe/Brussels')::date,
           last_day = ((v."end" - interval '1 microsecond') AT TIME ZONE 'Europe/Brussels')::date
      FROM register_ban b JOIN register_subject s ON s.id = b.subject_id
     WHERE b.id = v.ban_id;
    UPDATE register_ban b
       SET closed_by = b.subject_id, standing = v.standing, ends_at = v."end"
      FROM register_banversion v WHERE v.ban_id = b.id AND v.number = b.version;
    UPDATE register_reminder r SET ends_at = b.ends_at FROM register_ban b WHERE b.id = r.ban_id;
    INSERT INTO register_subjectversion
           (subject_id, number, event, person, recorded_at, recorded_by, approved_by, register_version)
    SELECT s.id, 1, 'register', s.person, s.added_at, min(v.recorded_by), '', s.changed_in
      FROM register_subject s JOIN register_banversion v ON v.subject_id = s.id AND v.number = 1
     GROUP BY s.id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    """Versions that say whom they are about and the days decided; proposals, confirmations, stays, answers, lists."""

    dependencies = [
        ('people', '0004_placement'),
        ('register', '0002_first_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField()),
                ('recorded_by', models.CharField(max_length=64)),
                ('due_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=64)),
                ('told_overdue_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Detention',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('stay', models.UUIDField(db_index=True)),
                ('detained_on', models.DateField()),
                ('released_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headers', models.BinaryField()),
                ('columns', models.JSONField()),
                ('used_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('event', models.CharField(max_length=12)),
                ('base', models.JSONField()),
                ('closed', models.BinaryField()),
                ('proposed_by', models.CharField(max_length=64)),
                ('proposer', models.JSONField()),
                ('proposed_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('approved', 'Approved'), ('rejected', 'Rejected')], default='waiting', max_length=10)),
                ('decided_by', models.CharField(blank=True, max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('note', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReminderAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_at', models.DateTimeField()),
                ('answer', models.CharField(max_length=16)),
                ('name', models.BinaryField()),
                ('answered_at', models.DateTimeField()),
                ('answered_by', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='SubjectVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('event', models.CharField(max_length=12)),
                ('person', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=64)),
                ('approved_by', models.CharField(blank=True, max_length=64)),
                ('register_version', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('webhook', models.CharField(max_length=400)),
                ('secret', models.BinaryField()),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('uploaded_by', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('file', models.BinaryField()),
                ('columns', models.JSONField(default=dict)),
                ('done', models.IntegerField(default=0)),
                ('total', models.IntegerField(null=True)),
                ('state', models.CharField(default='mapping', max_length=10)),
                ('report', models.BinaryField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='register_reminder_once',
        ),
        migrations.RemoveField(
            model_name='reminder',
            name='version',
        ),
        migrations.AddField(
            model_name='authority',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='authority',
            name='prosecutor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='ban',
            name='closed_by',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='ban',
            name='ends_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ban',
            name='replaced_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.ban'),
        ),
        migrations.AddField(
            model_name='ban',
            name='standing',
            field=models.CharField(null=True, max_length=12),
        ),
        migrations.AddField(
            model_name='banversion',
            name='approved_by',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='banversion',
            name='authority',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.authority'),
        ),
        migrations.AddField(
            model_name='banversion',
            name='first_day',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='banversion',
            name='last_day',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='banversion',
            name='register_version',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='banversion',
            name='stayed',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='banversion',
            name='subject',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.subject'),
        ),
        migrations.AddField(
            model_name='lookup',
            name='accepted',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='lookup',
            name='asks_more',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='lookup',
            name='justification',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='lookup',
            name='justified_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='lookup',
            name='review',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='lookup',
            name='reviewed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='lookup',
            name='reviewed_by',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='reminder',
            name='ends_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='reminder',
            name='level',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='subject',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.subject'),
        ),
        migrations.AddField(
            model_name='subject',
            name='version',
            field=models.IntegerField(default=1),
        ),
        migrations.AddIndex(
            model_name='ban',
            index=models.Index(fields=['ends_at'], name='register_ban_ends'),
        ),
        migrations.AddIndex(
            model_name='lookup',
            index=models.Index(fields=['actor_key', 'id'], name='register_lookup_actor'),
        ),
        migrations.AddIndex(
            model_name='lookup',
            index=models.Index(condition=models.Q(('asks_more', True)), fields=['organisation', 'at'], name='register_lookup_more'),
        ),
        migrations.AddConstraint(
            model_name='banversion',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='register_last_day_not_before_first'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('ban', 'ends_at', 'days', 'level'), name='register_reminder_once'),
        ),
        migrations.AddField(
            model_name='confirmation',
            name='ban',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='register.ban'),
        ),
        migrations.AddField(
            model_name='detention',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='register.subject'),
        ),
        migrations.AddField(
            model_name='importmapping',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='ban',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.ban'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='other',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.subject'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.subject'),
        ),
        migrations.AddField(
            model_name='reminderanswer',
            name='ban',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='register.ban'),
        ),
        migrations.AddField(
            model_name='subjectversion',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='register.subject'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation'),
        ),
        migrations.AddField(
            model_name='upload',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation'),
        ),
        migrations.AddIndex(
            model_name='confirmation',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', True)), fields=['due_at'], name='register_unconfirmed'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(fields=('ban', 'version'), name='register_confirmation_once'),
        ),
        migrations.AddConstraint(
            model_name='importmapping',
            constraint=models.UniqueConstraint(fields=('organisation', 'headers'), name='register_mapping_once'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['proposed_at'], name='register_waiting'),
        ),
        migrations.AddIndex(
            model_name='reminderanswer',
            index=models.Index(fields=['ban', 'ends_at'], name='register_answers'),
        ),
        migrations.AddConstraint(
            model_name='subjectversion',
            constraint=models.UniqueConstraint(fields=('subject', 'number'), name='register_subject_version'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField('ban', 'closed_by', models.UUIDField()),
        migrations.AlterField('ban', 'standing', models.CharField(max_length=12)),
        migrations.AlterField('banversion', 'authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='register.authority')),
        migrations.AlterField('banversion', 'first_day', models.DateField()),
        migrations.AlterField('banversion', 'last_day', models.DateField()),
        migrations.AlterField('banversion', 'register_version', models.BigIntegerField()),
        migrations.AlterField('banversion', 'subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='register.subject')),
        migrations.AlterField('reminder', 'ends_at', models.DateTimeField()),
    ]
