"""Looking back from a later ban to earlier clear checks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("checks", "0003_final_rows")]

    operations = [
        migrations.CreateModel(
            name="LookBackMark",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("followed_version", models.BigIntegerField()),
                ("followed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LookBackSighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_made",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="checks.check"
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="checks.check"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("check_made", "earlier"), name="checks_sighting_once")]
            },
        ),
    ]
