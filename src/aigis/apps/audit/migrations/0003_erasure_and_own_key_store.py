"""Data keys move into a store of their own; erasures, what they erased, and legal holds get tables."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from aigis import wiring


def move_keys(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Sets the store up and takes the keys there, wrapped as they are; doing so again changes nothing."""
    store = wiring.key_store()
    store.prepare()
    kept = apps.get_model("audit", "DataKey")
    store.put({row.scope: bytes(row.wrapped) for row in kept._default_manager.all()})


class Migration(migrations.Migration):

    dependencies = [('audit', '0002_witnesses_and_successors')]

    operations = [
        migrations.RunPython(move_keys, migrations.RunPython.noop),
        migrations.DeleteModel(name='DataKey'),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('rejected', 'Rejected'), ('decided', 'Decided'), ('done', 'Done')], max_length=10)),
                ('subject', models.UUIDField(null=True)),
                ('closed', models.BinaryField(null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('proposed_by', models.CharField(blank=True, max_length=64)),
                ('proposer', models.JSONField(null=True)),
                ('lapses_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('rows', models.JSONField(default=dict)),
                ('digest', models.BinaryField(null=True)),
                ('entry', models.UUIDField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ErasedScope',
            fields=[
                ('scope', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('erasure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scopes', to='audit.erasure')),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=8)),
                ('target', models.UUIDField(null=True)),
                ('start', models.DateTimeField(null=True)),
                ('end', models.DateTimeField(null=True)),
                ('closed', models.BinaryField()),
                ('placed_at', models.DateTimeField()),
                ('placed_by', models.CharField(max_length=64)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by', models.CharField(blank=True, max_length=64)),
            ],
        ),
    ]
