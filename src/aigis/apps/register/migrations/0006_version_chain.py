"""The register's version gets an epoch and a digest chained over all versions, and each version a row."""

import uuid

from django.db import migrations, models

_PRESENT = """
    INSERT INTO register_registerchange (number, epoch, digest, at, accepted_loss)
    SELECT version, epoch, digest, now(), false FROM register_registerstate WHERE version > 0
"""


class Migration(migrations.Migration):
    """An installation that is upgraded begins its chain at the version it has."""

    dependencies = [
        ('register', '0005_lists_and_corrections'),
    ]

    operations = [
        migrations.AddField(
            model_name='registerstate',
            name='epoch',
            field=models.UUIDField(default=uuid.UUID(int=0)),
        ),
        migrations.AddField(
            model_name='registerstate',
            name='digest',
            field=models.BinaryField(default=b''),
        ),
        migrations.AddField(
            model_name='registerstate',
            name='halted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='registerstate',
            name='halted_why',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.CreateModel(
            name='RegisterChange',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('epoch', models.UUIDField(unique=True)),
                ('digest', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('accepted_loss', models.BooleanField(default=False)),
            ],
        ),
        migrations.RunSQL(_PRESENT, migrations.RunSQL.noop),
    ]
