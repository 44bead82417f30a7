"""Lists sent for a roster, until when a roster is valid, and its morning reports."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rosters", "0012_screening_parts")]

    operations = [
        migrations.AddField("roster", "valid_until", models.DateField(null=True)),
        migrations.AddField("roster", "reported_on", models.DateField(null=True)),
        migrations.CreateModel(
            name="RosterUpload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ending", models.CharField(max_length=8)),
                ("file", models.BinaryField()),
                ("version", models.BigIntegerField()),
                ("actor_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("roster", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="rosters.roster")),
            ],
        ),
    ]
