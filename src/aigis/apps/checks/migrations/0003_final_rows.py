"""Checks, their outcomes, judgements and thresholds are final."""

from django.db import migrations

from aigis.apps.audit.final_rows import make_final


class Migration(migrations.Migration):
    dependencies = [('checks', '0002_judged_and_measured'), ('audit', '0005_final_rows')]

    operations = [
        # Retention empties who asked; a held check gets a key of its own.
        make_final(
            'checks_check', changing=['actor_key', 'request_key', 'request_digest', 'person', 'matches']
        ),
        make_final('checks_outcome', changing=['actor_key']),
        make_final('checks_judgement', changing=['actor_key', 'document']),
        make_final('checks_thresholds'),
        make_final('checks_thresholdproposal', changing=['state', 'decided_by', 'decided_at', 'note']),
    ]
