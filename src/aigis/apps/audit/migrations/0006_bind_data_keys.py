"""Data keys are bound to their scopes, so that one put in another's place opens nothing."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from aigis import wiring


def bind_keys(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Wraps every key anew with its scope; doing so again changes nothing."""
    keyring = wiring.keyring()
    wiring.key_store().rewrap(lambda scope, wrapped: keyring.bind(wrapped, scope=scope))


class Migration(migrations.Migration):
    dependencies = [('audit', '0005_final_rows')]

    operations = [migrations.RunPython(bind_keys, migrations.RunPython.noop)]
