"""The API's side of accounts. The framework's settings name the class below, so no view may be imported here."""

from ibm_platform.accounts.api.authentication import TokenAuthentication

__all__ = ["TokenAuthentication"]
