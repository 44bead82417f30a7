"""Who is behind an account, in which unit, and since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Codes of people, the instant of placement, the mailbox of an office."""

    dependencies = [
        ('people', '0003_request_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='apiclient',
            name='person_code',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='unit',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='organisation',
            name='mailbox',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='user',
            name='person_code',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='placed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
