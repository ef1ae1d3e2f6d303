from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "ibm_platform.common"
