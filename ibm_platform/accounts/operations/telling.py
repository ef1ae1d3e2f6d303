"""Letters that tell a person of changes to the own account, so that a change by somebody else is noticed."""

from __future__ import annotations

from datetime import datetime

from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations.mail import queue_mail
from ibm_platform.accounts.rendering import AccountChange, account_changed_letter

ACCOUNT_CHANGED = "account_changed"


def tell_of_change(*, person: User, change: AccountChange, at: datetime) -> None:
    """Write the letter down, in the transaction of the change; it holds no secret and no link."""
    letter = account_changed_letter(person=person, change=change, at=at)
    queue_mail(kind=ACCOUNT_CHANGED, letter=letter, address=person.email, person=person, at=at)
