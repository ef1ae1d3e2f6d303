from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="warningexplanation", name="revision", field=models.PositiveIntegerField(db_default=1, default=1)
        ),
    ]
