import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0005_office_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('payload', models.JSONField()),
                ('proposed_by', models.CharField(max_length=64)),
                ('proposer', models.JSONField()),
                ('proposed_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('approved', 'Approved'), ('rejected', 'Rejected')], default='waiting', max_length=10)),
                ('decided_by', models.CharField(blank=True, max_length=64)),
                ('decided_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'state'], name='approvals_of_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'rejected'])), name='approvals_state')],
            },
        ),
    ]
