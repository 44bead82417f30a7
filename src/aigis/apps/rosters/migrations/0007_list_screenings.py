"""Lists that are screened as jobs, and the results of their rows."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0003_assigned_gates'),
        ('people', '0006_account_states'),
        ('rosters', '0006_contents_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListScreening',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=12)),
                ('actor_key', models.CharField(max_length=64)),
                ('ending', models.CharField(max_length=8)),
                ('file', models.BinaryField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('paused', 'Paused'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='waiting', max_length=9)),
                ('at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('total', models.IntegerField(default=0)),
                ('done', models.IntegerField(default=0)),
                ('clear', models.IntegerField(default=0)),
                ('denied', models.IntegerField(default=0)),
                ('refer', models.IntegerField(default=0)),
                ('rejected', models.IntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=400)),
                ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.gate')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ListScreeningPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.IntegerField()),
                ('rows', models.IntegerField()),
                ('results', models.BinaryField()),
                ('screening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='rosters.listscreening')),
            ],
        ),
        migrations.AddIndex(
            model_name='listscreening',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['moved_at'], name='rosters_list_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='listscreeningpart',
            constraint=models.UniqueConstraint(fields=('screening', 'first'), name='rosters_list_part_once'),
        ),
    ]
