"""Screenings in stretches that workers take side by side, and what was said of every entry in few bytes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """New tables only: a screening that runs when this comes is begun again by its day or by hand."""

    dependencies = [("rosters", "0011_host_links")]
    operations = [
        migrations.CreateModel(
            "ScreeningPart",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("reached", models.BigIntegerField()),
                ("done", models.IntegerField(default=0)),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="rosters.screening"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["moved_at"], name="rosters_part_unfinished"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("screening", "number"), name="rosters_part_once")],
            },
        ),
        migrations.CreateModel(
            "ScreenedRows",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.BigIntegerField()),
                ("rows", models.BinaryField()),
                ("root", models.BinaryField()),
                (
                    "screening",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="rosters.screening"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("screening", "first"), name="rosters_screened_once")]
            },
        ),
    ]
