"""Moments as people read them on a page, in the time zone that the page has set."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import time_format


def clock(at: datetime) -> str:
    """Hours and minutes, such as 14:03."""
    return time_format(timezone.localtime(at), "H:i")
