"""How many look-ups an actor has made, so that every tenth is the tenth."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tally of look-ups; codes of names and births are added by `aigis manage recode`."""

    dependencies = [
        ('register', '0003_whole_life'),
    ]

    operations = [
        migrations.CreateModel(
            name='LookUpTally',
            fields=[
                ('actor_key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('made', models.BigIntegerField(default=0)),
                (
                    'due',
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to='register.lookup'
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name='subjectcode',
            name='subject',
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to='register.subject'
            ),
        ),
    ]
