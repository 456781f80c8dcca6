from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="rappels",
            field=models.BooleanField(
                default=True,
                help_text="Un message par semaine au plus, quand quelque chose attend cette personne.",
                verbose_name="recevoir les rappels",
            ),
        ),
    ]
