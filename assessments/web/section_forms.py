"""What an officer says at the end of a section. Nothing of it is stored: what is missing, the page reads from the answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

YES, NO = "yes", "no"


class SectionForm(forms.Form):
    """The person says that the section is complete; the page only says what is missing."""

    completed = forms.ChoiceField(
        label=_("Have you completed this section?"),
        choices=[(YES, _("Yes")), (NO, _("No, I’ll come back later"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you have completed this section.")},
    )
