"""The platform: settings, accounts and the one place that puts the apps together."""

from ibm_platform.celery import app as celery_app

__all__ = ["celery_app"]
