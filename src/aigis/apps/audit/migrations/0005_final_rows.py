"""Entries, leaves and checkpoints are final."""

from django.db import migrations

from aigis.apps.audit.final_rows import make_final, make_function


class Migration(migrations.Migration):
    dependencies = [('audit', '0004_attestation')]

    operations = [
        make_function(),
        # A held check gets a key of its own; a month that is erased loses who acted.
        make_final('audit_entry', changing=['actor_key', 'subject', 'subject_scope']),
        make_final('audit_leaf'),
        make_final('audit_checkpoint', changing=['note', 'witnessed']),
        make_final('audit_cosignature'),
    ]
