from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="rappels",
            field=models.BooleanField(
                default=True,
                help_text="Le lundi ce qui attend cette personne, chaque matin ce qui s’est écrit la veille.",
                verbose_name="recevoir les résumés",
            ),
        ),
    ]
