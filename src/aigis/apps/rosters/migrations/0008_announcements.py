"""People announced at a facility, and the checks made of them."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0003_assigned_gates'),
        ('people', '0006_account_states'),
        ('rosters', '0007_list_screenings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('purpose', models.CharField(max_length=12)),
                ('host', models.BinaryField()),
                ('actor_key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('followed_version', models.BigIntegerField(default=0)),
                ('followed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.gate')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncedPerson',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('ref', models.CharField(max_length=80)),
                ('person', models.BinaryField()),
                ('verdict', models.CharField(blank=True, max_length=8)),
                ('verdict_version', models.BigIntegerField(default=-1)),
                ('denials', models.IntegerField(default=0)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('no_show', models.BooleanField(default=False)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='rosters.announcement')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncedCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('verdict', models.CharField(max_length=8)),
                ('why', models.CharField(max_length=20)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='rosters.announcedperson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'made'), name='rosters_announced_check_once')],
            },
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['on'], name='rosters_announced_open'),
        ),
        migrations.AddConstraint(
            model_name='announcedperson',
            constraint=models.UniqueConstraint(fields=('announcement', 'ref'), name='rosters_announced_ref_once'),
        ),
    ]
