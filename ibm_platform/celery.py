"""The Celery application. Every setting stands in ``ibm_platform.settings`` under the prefix ``CELERY_``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ibm_platform.settings.development")

app = Celery("ibm_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
