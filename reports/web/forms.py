"""What a request for a report may say."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class RequestForm(forms.Form):
    assessment = forms.IntegerField(min_value=1)
    language = forms.CharField(max_length=12, required=False)
    edition = forms.ChoiceField(
        choices=[("", _("The fullest you may read")), ("internal", _("Internal")), ("shared", _("Shared"))],
        required=False,
    )

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or settings.LANGUAGE_CODE
