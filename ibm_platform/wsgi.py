"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ibm_platform.settings.development")

application = get_wsgi_application()

# A page makes some ten thousand objects that die with it, and the collector, woken every 700, walked the whole program for
# them. What is loaded stays loaded: it is taken out of the collector's sight, and the rest is looked at less often.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
