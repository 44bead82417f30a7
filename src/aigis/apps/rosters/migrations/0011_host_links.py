"""Links by which hosts announce visitors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rosters", "0010_announced_times")]

    operations = [
        migrations.CreateModel(
            name="HostLink",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("secret_hash", models.BinaryField(unique=True)),
                ("host", models.BinaryField()),
                ("actor_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("gate", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="facilities.gate")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.organisation"),
                ),
            ],
        ),
    ]
