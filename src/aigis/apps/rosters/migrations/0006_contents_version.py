"""The version of a roster's contents, by which two who replace it at once do not overwrite each other."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every roster begins at version 1."""

    dependencies = [("rosters", "0005_by_clock")]
    operations = [
        migrations.AddField("roster", "contents_version", models.BigIntegerField(default=1, db_default=1)),
    ]
