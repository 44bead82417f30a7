"""An attempt and what became of it are final; nothing is removed."""

from django.db import migrations

from aigis.apps.audit.final_rows import make_final


class Migration(migrations.Migration):
    dependencies = [('notices', '0003_turns'), ('audit', '0005_final_rows')]

    operations = [
        make_final('notices_attempt'),
        # Retention empties what the receiver said.
        make_final('notices_attemptresult', changing=['answer']),
    ]
