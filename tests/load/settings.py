"""The product's own settings for a measured installation; only the addresses and one counter are added."""

from ibm_platform.settings.development import *  # noqa: F403
from ibm_platform.settings.development import MIDDLEWARE

ROOT_URLCONF = "tests.load.hello"
MIDDLEWARE = ["tests.load.counting.CountingMiddleware", *MIDDLEWARE]
