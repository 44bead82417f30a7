"""An alert, its hits, a desk's place in it and every step are final; what changes stands in tables of its own."""

from django.db import migrations

from aigis.apps.audit.final_rows import make_final


class Migration(migrations.Migration):
    dependencies = [('alerts', '0003_steps_and_chain'), ('audit', '0005_final_rows')]

    operations = [
        make_final('alerts_alert'),
        make_final('alerts_alerthit'),
        make_final('alerts_alertstep'),
        make_final('alerts_deskalert'),
        make_final('alerts_deskproposal', changing=['state', 'decided_by', 'decided_at', 'note']),
    ]
