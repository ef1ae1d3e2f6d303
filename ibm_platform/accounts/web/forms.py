"""Forms of accounts: they parse; the operations hold the rules, ``common.forms.blame`` puts their sentences beside the fields."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ibm_platform.accounts.operations import usual_last_day

NONE = ("", "–")
PASSWORD_HELP = _("12 to 128 characters; a short sentence is good. Not names of countries, agencies or people.")
GIVE_NAME = {"required": _("Give the name.")}
GIVE_EMAIL = {
    "required": _("Give the e-mail address."),
    "invalid": _("Give an e-mail address such as name@service.example."),
}
GIVE_PASSWORD = {"required": _("Choose a password.")}
GIVE_CODE = {"required": _("Give the code.")}
TOKEN_DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("One year"))]


def password_field(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """A password as typed: not stripped, never sent back to the browser."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        error_messages=GIVE_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class NewPasswordForm(forms.Form):
    """A first password, typed once: it is shown to nobody and can be set anew by mail."""

    password = password_field(_("Password"), autocomplete="new-password", help_text=PASSWORD_HELP)


class SetupForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages=GIVE_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages=GIVE_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = password_field(_("Password"), autocomplete="new-password", help_text=PASSWORD_HELP)


class AccountForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages=GIVE_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As my browser asks")), *settings.LANGUAGES]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What the token is for"), max_length=80, error_messages={"required": _("Say what the token is for.")}
    )
    days = forms.TypedChoiceField(label=_("It works for"), choices=TOKEN_DAYS, coerce=int, initial=90)


class RoleForm(forms.Form):
    """A role and where it is held; the choices are those that the inviter may give."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role.")})
    country = forms.TypedChoiceField(
        label=_("Country"),
        help_text=_("For focal points, signatories and reviewers."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    agency = forms.TypedChoiceField(
        label=_("Agency"),
        help_text=_("For agency leads and officers."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    until = forms.DateField(
        label=_("Last day"),
        help_text=_(
            "Every role ends; this one in two years unless you choose another day, three years from now at most."
        ),
        error_messages={"required": _("Give the last day of the role."), "invalid": _("Give a day of the calendar.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self,
        *args: Any,
        roles: Sequence[tuple[str, str]],
        countries: Sequence[tuple[int, str]],
        agencies: Sequence[tuple[str, list[tuple[int, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", usual_last_day(timezone.now()))
        # Nothing is chosen beforehand: the first role of the list is the most powerful one.
        self.fields["role"].choices = [("", _("Choose a role")), *roles]
        given = {role for role, _name in roles}
        # Agency leads give one role in agencies only: fields that cannot matter are not shown.
        self._choices_or_nothing("country", countries if given & {"focal_point", "signatory", "reviewer"} else ())
        for_agencies = bool(given & {"agency_lead", "officer"})
        self._choices_or_nothing("agency", agencies if for_agencies else ())
        self.lacks_agencies = for_agencies and not agencies

    def _choices_or_nothing(self, name: str, choices: Sequence[Any]) -> None:
        if choices:
            self.fields[name].choices = [NONE, *choices]
        else:
            del self.fields[name]

    def scope(self) -> dict[str, Any]:
        """The role and its place as the operations take them."""
        values = self.cleaned_data
        return {
            "role": values["role"],
            "country_id": values.get("country"),
            "agency_id": values.get("agency"),
            "until": values["until"],
        }


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254, error_messages=GIVE_EMAIL)
    name = forms.CharField(label=_("Name"), max_length=150, error_messages=GIVE_NAME)

    field_order = ("email", "name", "role", "country", "agency", "until")


class PeopleFilter(forms.Form):
    role = forms.ChoiceField(label=_("Role"), required=False)
    country = forms.TypedChoiceField(label=_("Country"), coerce=int, empty_value=None, required=False)

    def __init__(
        self, *args: Any, roles: Sequence[tuple[str, str]], countries: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *roles]
        self.fields["country"].choices = [("", _("All countries")), *countries]


class CountryForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), help_text=_("Two letters, such as XA; it stays."), max_length=2, error_messages=GIVE_CODE
    )
    name = forms.CharField(label=_("Name"), max_length=100, error_messages=GIVE_NAME)
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Deadlines are shown in it."), initial="UTC")

    def __init__(self, *args: Any, changes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]
        if changes:
            del self.fields["code"]


class AgencyForm(forms.Form):
    country = forms.TypedChoiceField(label=_("Country"), coerce=int)
    code = forms.CharField(
        label=_("Short name"),
        help_text=_("2 to 12 capitals or digits, such as CUS; it stays."),
        max_length=12,
        error_messages=GIVE_CODE,
    )
    name = forms.CharField(label=_("Full name"), max_length=120, error_messages=GIVE_NAME)
    types = forms.MultipleChoiceField(
        label=_("Agency types"),
        help_text=_("They decide which questions are asked of the agency. A merged service has several."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "two"}),
        required=False,
    )
    is_active = forms.BooleanField(
        label=_("Takes part"), help_text=_("Nobody is invited to a closed agency; its answers stay."), required=False
    )

    def __init__(
        self,
        *args: Any,
        agency_types: Sequence[tuple[str, str]],
        countries: Sequence[tuple[int, str]] = (),
        changes: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = [(code, code) for code in self.initial.get("types", ()) if code not in dict(agency_types)]
        self.fields["types"].choices = [*agency_types, *kept]
        self.fields["country"].choices = list(countries)
        if changes:
            del self.fields["country"], self.fields["code"]
        else:
            del self.fields["is_active"]
            if len(countries) == 1:
                self.fields["country"].widget = forms.HiddenInput()
                # The page's own wish (?country=) is no choice where there is only one.
                self.initial["country"] = countries[0][0]


class SubstituteForm(forms.Form):
    """Who stands in, from when and until when; one form for each role that can be lent."""

    membership = forms.IntegerField(widget=forms.HiddenInput)
    substitute = forms.TypedChoiceField(
        label=_("Substitute"), coerce=int, error_messages={"required": _("Choose a colleague.")}
    )
    from_day = forms.DateField(
        label=_("First day"),
        error_messages={"required": _("Give the first day.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("Last day"),
        error_messages={"required": _("Give the last day.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", _("Choose a colleague")), *colleagues]

    def lending(self) -> dict[str, Any]:
        """The values as the operation takes them."""
        values = self.cleaned_data
        return {
            "membership_id": values["membership"],
            "substitute_id": values["substitute"],
            "from_day": values["from_day"],
            "until": values["until"],
        }


class FormerForm(forms.Form):
    typed_name = forms.CharField(
        label=_("Type the person's name"),
        max_length=150,
        error_messages={"required": _("Type the name; it cannot be undone.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
