"""From where the key of an API client may be used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_client_keys")]

    operations = [
        migrations.AddField(model_name="apiclient", name="networks", field=models.JSONField(blank=True, null=True)),
    ]
