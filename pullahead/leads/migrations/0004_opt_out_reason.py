from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("leads", "0003_addresses_in_all_spellings"),
    ]

    operations = [
        migrations.AddField(
            model_name="optout",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="optout",
            name="actor_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
