"""Until when a roster has followed the clock, which day a screening is of, how often an entry came to be denied."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    """Rosters of before have followed until now; the next daily screening checks them in full."""

    dependencies = [("rosters", "0004_unchecked")]
    operations = [
        migrations.AddField("roster", "added_at", models.DateTimeField(default=timezone.now), preserve_default=False),
        migrations.AddField("roster", "followed_at", models.DateTimeField(default=timezone.now), preserve_default=False),
        migrations.AddField("rosterentry", "denials", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("screening", "day", models.DateField(null=True)),
        migrations.AddConstraint(
            "screening", models.UniqueConstraint(fields=["roster", "day"], name="rosters_daily_once")
        ),
    ]
