"""A person. What a person may do stands in Memberships, never here; nobody is deleted, a person is deactivated."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What a person may do stands in Memberships, never here."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    deactivated_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    left_at = models.DateTimeField(null=True, blank=True)
    """When the name was replaced by "former officer of …" on request; the address and every key are gone since."""
    left_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    session_mark = models.CharField(max_length=32, blank=True, default="")
    """Part of what every session of the person is checked against: a new mark ends them all at their next request."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            # "Ana@x" and "ana@x" are one mailbox and must be one person.
            models.UniqueConstraint(models.functions.Lower("email"), name="user_once_per_mailbox"),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own hash of the password, and the mark; both are read with the person, so no request costs more."""
        key_salt = "ibm_platform.accounts.models.User.get_session_auth_hash"
        return salted_hmac(
            key_salt, f"{self.password}{self.session_mark}", secret=secret, algorithm="sha256"
        ).hexdigest()
