"""Shipping control, security agencies and prisons as kinds of their own: each is shown other facts of a ban."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The kinds an organisation may be of."""

    dependencies = [
        ('people', '0004_placement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='organisation',
            name='kind',
            field=models.CharField(
                choices=[
                    ('company', 'Company'),
                    ('court', 'Court'),
                    ('prosecutor', 'Prosecutor'),
                    ('police', 'Police'),
                    ('customs', 'Customs'),
                    ('shipping', 'Shipping'),
                    ('security', 'Security'),
                    ('prison', 'Prison'),
                    ('service', 'Service'),
                ],
                max_length=12,
            ),
        ),
    ]
