from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the pulls without a lead of a period. Other pulls add no entry."""

    dependencies = [
        ('pull', '0020_script_comparisons'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='receiptrow',
            index=models.Index(condition=models.Q(('token__isnull', True)), fields=['at'], name='receipt_empty'),
        ),
    ]
