from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "ibm_platform.accounts"
    label = "accounts"
    verbose_name = _("People and countries")

    def ready(self) -> None:
        from ibm_platform.accounts import sign_ins  # noqa: F401 - listens to the sign-in library
