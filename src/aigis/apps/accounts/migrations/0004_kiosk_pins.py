"""A session's PIN, by which a locked workstation is opened again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_provisioned_accounts")]

    operations = [
        migrations.AddField(
            model_name="signinsession", name="pin_hash", field=models.BinaryField(null=True)
        ),
        migrations.AddField(
            model_name="signinsession", name="pin_tries", field=models.SmallIntegerField(db_default=0, default=0)
        ),
        migrations.AddField(
            model_name="signinsession", name="locked_at", field=models.DateTimeField(null=True)
        ),
    ]
