from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the moves of people between teams. Earlier moves are recorded nowhere."""

    dependencies = [
        ('team', '0011_presence_lately'),
    ]

    operations = [
        migrations.CreateModel(
            name='TeamMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='+', to='team.person')),
                ('team', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='+', to='team.team')),
            ],
            options={
                'db_table': 'team_move',
                'indexes': [models.Index(fields=['until', 'person'], name='team_move_until')],
            },
        ),
    ]
