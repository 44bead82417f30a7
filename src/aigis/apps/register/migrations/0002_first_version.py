"""The one row that holds the register's version."""

from django.db import migrations


class Migration(migrations.Migration):
    """Version 0: nothing registered yet."""

    dependencies = [("register", "0001_initial")]
    operations = [
        migrations.RunSQL("INSERT INTO register_registerstate (id, version) VALUES (1, 0)", migrations.RunSQL.noop)
    ]
