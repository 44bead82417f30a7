"""Hits that join an alert: whose gate it was, how many hits there were, and each further one."""

import django.db.models.deletion
from django.db import migrations, models

_FROM_GATES = """
    UPDATE alerts_alert a SET organisation_id = f.organisation_id, last_hit_at = a.raised_at
      FROM facilities_gate g JOIN facilities_facility f ON f.id = g.facility_id WHERE g.id = a.gate_id
"""


class Migration(migrations.Migration):
    """Alerts that stand already have one hit."""

    dependencies = [
        ('alerts', '0001_initial'),
        ('checks', '0001_initial'),
        ('facilities', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.organisation'),
        ),
        migrations.AddField(model_name='alert', name='hits', field=models.IntegerField(default=1)),
        migrations.AddField(model_name='alert', name='last_hit_at', field=models.DateTimeField(null=True)),
        migrations.RunSQL(_FROM_GATES, migrations.RunSQL.noop),
        # The rows were changed in this transaction: their foreign keys are looked at before the table is altered.
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE', migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='alert',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation'),
        ),
        migrations.AlterField(model_name='alert', name='last_hit_at', field=models.DateTimeField()),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['organisation', 'ban', 'raised_at'], name='alerts_matter'),
        ),
        migrations.CreateModel(
            name='AlertHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='further_hits', to='alerts.alert')),
                ('check_made', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='checks.check')),
                ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.gate')),
            ],
        ),
        migrations.AddConstraint(
            model_name='alerthit',
            constraint=models.UniqueConstraint(fields=('alert', 'check_made'), name='alerts_hit_once'),
        ),
    ]
