from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the events and the results that a standing rests on; the next one fills them."""

    dependencies = [
        ('team', '0012_team_moves'),
    ]

    operations = [
        migrations.AddField(
            model_name='standing',
            name='callbacks_due',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='callbacks_kept',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='expected',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='quick',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='quick_of',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='strength',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='wins',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='worked',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('worked__lte', models.F('claims')), ('callbacks_kept__lte', models.F('callbacks_due')), ('quick__lte', models.F('quick_of'))), name='standing_counts'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expected__isnull', True), ('strength__isnull', True), ('wins__isnull', True)), models.Q(('expected__gte', 0), ('strength__gt', 0), ('wins__isnull', False)), _connector='OR'), name='standing_results'),
        ),
    ]
