"""Versions of bans and of the register are final; a look-up changes only by its justification."""

from django.db import migrations

from aigis.apps.audit.final_rows import make_final


class Migration(migrations.Migration):
    dependencies = [('register', '0006_version_chain'), ('audit', '0005_final_rows')]

    operations = [
        make_final('register_registerchange'),
        # Retention empties the ground.
        make_final('register_banversion', changing=['ground']),
        # A version of a subject goes with its subject.
        make_final('register_subjectversion', deletable=True),
        make_final(
            'register_lookup',
            changing=[
                'closed', 'actor_key', 'justification', 'justified_at', 'accepted', 'review', 'reviewed_at', 'reviewed_by'
            ],
        ),
    ]
