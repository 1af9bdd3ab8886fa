from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="try_it_hidden",
            field=models.BooleanField(default=False),
        ),
    ]
