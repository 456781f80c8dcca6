from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publication', '0003_vie_d_une_edition'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='organisations prévenues le'),
        ),
    ]
