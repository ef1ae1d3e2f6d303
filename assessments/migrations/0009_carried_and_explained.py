"""Answers taken over from the cycle before, and what the country explains about its levels."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_comments")]

    operations = []
