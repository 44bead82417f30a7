"""The register version a roster entry's verdict is by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Verdicts of before count as older than any."""

    dependencies = [("rosters", "0001_initial")]
    operations = [
        migrations.AddField("rosterentry", "verdict_version", models.BigIntegerField(default=0, db_default=0)),
    ]
