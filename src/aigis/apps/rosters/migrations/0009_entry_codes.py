"""The codes by which entries are found that a ban may concern; those of older entries are completed by the worker."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table that is empty at first; until a roster's codes are complete, changes take a pass over it."""

    dependencies = [("rosters", "0008_announcements")]
    operations = [
        migrations.AddField("roster", "codes_version", models.SmallIntegerField(default=0, db_default=0)),
        migrations.CreateModel(
            "EntryCodes",
            [
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="rosters.rosterentry",
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="rosters.roster"),
                ),
                ("codes", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), size=None)),
                ("version", models.SmallIntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["codes"], name="rosters_codes"),
                    models.Index(fields=["version"], name="rosters_codes_version"),
                ]
            },
        ),
    ]
