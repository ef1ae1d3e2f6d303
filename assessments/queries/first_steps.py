"""What an administrator or a coordinator has still to do before countries can work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists

from assessments.models import Cycle
from frameworks.models import FrameworkVersion
from ibm_platform.accounts.models import Country, Membership, Role, User


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Each is true once it is done; in this order they make an empty platform ready."""

    has_framework: bool
    has_country: bool
    has_coordinator: bool
    has_focal_point: bool
    has_cycle: bool

    @property
    def is_done(self) -> bool:
        return all((self.has_framework, self.has_country, self.has_coordinator, self.has_focal_point, self.has_cycle))


def first_steps(person: User, at: datetime) -> FirstSteps:
    """Return what stands already; one query."""
    people = Membership.objects.in_force(at)
    row = (
        User.objects.filter(pk=person.pk)
        .annotate(
            has_framework=Exists(FrameworkVersion.objects.published()),
            has_country=Exists(Country.objects.all()),
            has_coordinator=Exists(people.filter(role=Role.COORDINATOR)),
            has_focal_point=Exists(people.filter(role=Role.FOCAL_POINT)),
            has_cycle=Exists(Cycle.objects.all()),
        )
        .values_list("has_framework", "has_country", "has_coordinator", "has_focal_point", "has_cycle")
        .get()
    )
    return FirstSteps(*row)
