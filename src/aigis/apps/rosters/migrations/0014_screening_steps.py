"""Screenings of rosters that are paused, resumed and cancelled, and since when a job runs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rosters", "0013_roster_uploads")]

    operations = [
        migrations.AddField(
            "screening",
            "state",
            models.CharField(
                choices=[
                    ("running", "Running"),
                    ("paused", "Paused"),
                    ("done", "Done"),
                    ("cancelled", "Cancelled"),
                ],
                db_default="running",
                default="running",
                max_length=9,
            ),
        ),
        migrations.AddField("screening", "run_since", models.DateTimeField(null=True)),
        migrations.AddField("screening", "run_from", models.IntegerField(db_default=0, default=0)),
        migrations.AddField("listscreening", "run_since", models.DateTimeField(null=True)),
        migrations.AddField("listscreening", "run_from", models.IntegerField(db_default=0, default=0)),
    ]
