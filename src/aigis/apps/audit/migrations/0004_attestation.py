"""Which database server the sealer has compared with what was signed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_erasure_and_own_key_store'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('server', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('refusal', models.TextField(blank=True, default='')),
            ],
        ),
    ]
