"""Countries and their agencies."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ibm_platform.accounts.models import Agency, Country, User
from ibm_platform.accounts.operations.checks import checked_line, invalid
from ibm_platform.accounts.permissions import require_admin, require_agencies
from ibm_platform.accounts.queries import agencies_visible_to, rights_of
from ibm_platform.common.errors import Conflict, NotVisible

COUNTRY_CODE = re.compile(r"[A-Z]{2}")
AGENCY_CODE = re.compile(r"[A-Z0-9]{2,12}")
AGENCY_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")


class AlreadyThere(Conflict):
    """Another country or agency has this code or name."""

    code = "already_there"


def create_country(*, code: str, name: str, time_zone: str, actor: User, at: datetime) -> Country:
    """
    Add a country to the platform.

    Args:
        code: two letters, ISO 3166-1; user-assigned codes (XA to XZ) for invented countries.
        time_zone: a name of the IANA database such as ``Europe/Vienna``; deadlines are shown in it.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: code, name or time zone cannot be read.
        AlreadyThere: the code or the name is taken.
    """
    require_admin(rights_of(actor, at))
    wanted = code.strip().upper()
    if not COUNTRY_CODE.fullmatch(wanted):
        raise invalid("code", _("Give two letters, such as XA."))
    country = Country(code=wanted, name=_country_name(name), time_zone=_checked_time_zone(time_zone))
    try:
        with transaction.atomic():
            country.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyThere(_("A country with this code or name is already there.")) from error
    return country


def change_country(*, country_id: int, name: str, time_zone: str, actor: User, at: datetime) -> Country:
    """
    Give a country another name or time zone; its code stays, because addresses and reports carry it.

    Raises: as ``create_country``; NotVisible when there is no such country.
    """
    require_admin(rights_of(actor, at))
    try:
        with transaction.atomic():
            country = Country.objects.select_for_update().filter(pk=country_id).first()
            if country is None:
                raise NotVisible(_("There is no such country."))
            country.name = _country_name(name)
            country.time_zone = _checked_time_zone(time_zone)
            country.save(update_fields=["name", "time_zone"])
    except IntegrityError as error:
        raise AlreadyThere(_("A country with this name is already there.")) from error
    return country


def create_agency(*, country_id: int, code: str, name: str, types: Sequence[str], actor: User, at: datetime) -> Agency:
    """
    Add an agency to a country.

    Args:
        code: short name of 2 to 12 capitals and digits, once in a country; it stays for good.
        types: codes of agency types; a merged service carries several. Whether a framework knows them is checked
            where an assessment uses the agency.

    Raises:
        NotVisible: another country's.
        NotAllowed: the role does not manage agencies.
        Invalid: code, name or a type cannot be read.
        AlreadyThere: the country has an agency with this code.
    """
    require_agencies(rights_of(actor, at), country_id)
    if not Country.objects.filter(pk=country_id).exists():
        raise NotVisible(_("There is no such country."))
    wanted = code.strip().upper()
    if not AGENCY_CODE.fullmatch(wanted):
        raise invalid("code", _("Give 2 to 12 capitals or digits, such as CUS."))
    agency = Agency(country_id=country_id, code=wanted, name=_agency_name(name), types=_checked_types(types))
    try:
        with transaction.atomic():
            agency.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyThere(_("The country already has an agency with this short name.")) from error
    return agency


def change_agency(
    *, agency_id: int, name: str, types: Sequence[str], is_active: bool, actor: User, at: datetime
) -> Agency:
    """
    Give an agency another name or other types, close it, or open it again.

    A closed agency keeps its answers and people; no new person is invited to it.

    Raises: as ``create_agency``.
    """
    rights = rights_of(actor, at)
    with transaction.atomic():
        visible = agencies_visible_to(rights).filter(pk=agency_id).values("pk")
        agency = Agency.objects.select_for_update().filter(pk__in=visible).first()
        if agency is None:
            raise NotVisible(_("There is no such agency."))
        require_agencies(rights, agency.country_id)
        agency.name = _agency_name(name)
        agency.types = _checked_types(types)
        agency.is_active = is_active
        agency.save(update_fields=["name", "types", "is_active"])
    return agency


def _country_name(name: str) -> str:
    return checked_line(name, field="name", limit=100, missing=_("Give the country's name."))


def _agency_name(name: str) -> str:
    return checked_line(name, field="name", limit=120, missing=_("Give the agency's full name."))


def _checked_time_zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise invalid("time_zone", _("Give a time zone of the list, such as Europe/Vienna."))
    return name


def _checked_types(types: Sequence[str]) -> list[str]:
    codes = sorted({code.strip() for code in types})
    if len(codes) > 30 or not all(AGENCY_TYPE.fullmatch(code) for code in codes):
        raise invalid("types", _("Choose the agency's types from the list."))
    return codes
