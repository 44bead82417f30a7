import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('facilities', '0002_names_and_plans_by_language'),
        ('people', '0005_office_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GateAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.apiclient')),
                ('gate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='facilities.gate')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('user__isnull', True), ('client__isnull', True), _connector='XOR'), name='facilities_one_assigned'), models.UniqueConstraint(fields=('gate', 'user'), name='facilities_gate_user_once'), models.UniqueConstraint(fields=('gate', 'client'), name='facilities_gate_client_once')],
            },
        ),
    ]
