import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('people', '0005_office_kinds'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={},
        ),
        migrations.AddField(
            model_name='apiclient',
            name='created_by',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='last_used_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='replaces',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.apiclient'),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='works_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(choices=[('nl', 'nl'), ('fr', 'fr'), ('de', 'de'), ('en', 'en')], default='nl', max_length=2),
        ),
        migrations.AddField(
            model_name='user',
            name='must_change_password',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='state',
            field=models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('locked', 'Locked'), ('closed', 'Closed')], default='active', max_length=8),
        ),
        migrations.AddField(
            model_name='user',
            name='works_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='apiclient',
            name='role',
            field=models.CharField(choices=[('guard', 'guard'), ('pfso', 'pfso'), ('badge_issuer', 'badge_issuer'), ('registrar', 'registrar'), ('approver', 'approver'), ('prosecutor', 'prosecutor'), ('officer', 'officer'), ('prison', 'prison'), ('superior', 'superior'), ('desk', 'desk'), ('auditor', 'auditor'), ('admin', 'admin')], max_length=16),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('guard', 'guard'), ('pfso', 'pfso'), ('badge_issuer', 'badge_issuer'), ('registrar', 'registrar'), ('approver', 'approver'), ('prosecutor', 'prosecutor'), ('officer', 'officer'), ('prison', 'prison'), ('superior', 'superior'), ('desk', 'desk'), ('auditor', 'auditor'), ('admin', 'admin')], max_length=16),
        ),
        migrations.RunSQL("UPDATE people_user SET state = 'closed' WHERE NOT is_active", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_active', False), ('state', 'active'), _connector='OR'), name='people_user_active_state'),
        ),
    ]
