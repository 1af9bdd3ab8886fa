from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('team', '0003_pod'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='person', name='person_role'),
        migrations.AlterField(
            model_name='person',
            name='role',
            field=models.CharField(choices=[('agent', 'Agent'), ('leader', 'Team lead'), ('admin', 'Admin'), ('marketer', 'Marketing')], default='agent', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['agent', 'leader', 'admin', 'marketer'])), name='person_role'),
        ),
    ]
