"""From and until when announced people are expected."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rosters", "0009_entry_codes")]

    operations = [
        migrations.AddField("announcement", "first_time", models.TimeField(null=True)),
        migrations.AddField("announcement", "last_time", models.TimeField(null=True)),
    ]
