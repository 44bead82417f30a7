from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0001_initial'),
    ]

    operations = [
        migrations.AddField('facility', 'plans', models.JSONField(blank=True, default=dict)),
        migrations.AddField('gate', 'names', models.JSONField(blank=True, default=dict)),
    ]
