"""Lists that are confirmed whole, and reports of detention that were put right."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Imported lists beside their confirmations; corrections and withdrawals of reports, with who approved them."""

    dependencies = [
        ('register', '0004_lookup_tally'),
    ]

    operations = [
        migrations.AddField(
            model_name='detention',
            name='approved_by',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='detention',
            name='withdrawn',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='ImportedList',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('organisation', models.BigIntegerField(null=True)),
                ('name', models.BinaryField()),
                ('counts', models.JSONField()),
                ('chosen', models.JSONField(default=list)),
                ('recorded_by', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=64)),
                ('told_overdue_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('confirmed_at__isnull', True)), fields=['due_at'], name='register_list_unconfirmed')],
            },
        ),
        migrations.AddField(
            model_name='confirmation',
            name='list',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='register.importedlist'),
        ),
    ]
