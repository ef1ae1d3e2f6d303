"""Invented countries, services and people of the demo. No name here belongs to anybody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoAgency:
    code: str
    name: str
    types: tuple[str, ...]
    person: str
    address: str
    """First part of the e-mail address: ``<address>.<country>@demo.example``."""
    role: str
    bias: int
    """How this service sees itself against the national picture: -1, 0 or 1 level."""
    lead: str = ""
    """Who releases, where ``person`` is an officer; at ``lead.<address>.<country>@demo.example``."""


@dataclass(frozen=True)
class DemoCountry:
    code: str
    name: str
    slug: str
    time_zone: str
    focal_point: str
    signatory: str
    profile: dict[str, str]
    agencies: tuple[DemoAgency, ...]
    strong_fields: tuple[str, ...]
    weak_fields: tuple[str, ...]
    base: int
    """Level the country is around, 1–5."""


PROFILE = {
    "land_border": "yes",
    "juxtaposed": "no",
    "navigable_waters": "yes",
    "own_visas": "yes",
    "posts_abroad": "yes",
    "internal_borders": "no",
    "internal_borders_named": "",
    "merged_services": "Each service stands alone; the Border Guard also watches the coast.",
    "bcps_road": "14",
    "bcps_rail": "3",
    "bcps_air": "2",
    "bcps_sea": "1",
    "bcps_river": "1",
    "main_bcps": "Korva, Lentz and the airport of the capital",
    "neighbours": "4",
    "border_length_land": "1120",
    "border_length_inland_water": "210",
    "border_length_sea": "95",
}
LANDLOCKED = {
    **PROFILE,
    "navigable_waters": "no",
    "bcps_sea": "0",
    "bcps_river": "0",
    "border_length_inland_water": "0",
    "border_length_sea": "0",
    "merged_services": "Migration tasks lie with the Border Police.",
    "main_bcps": "Tessin Pass and Oberfeld",
}

COUNTRIES = (
    DemoCountry(
        "XA",
        "Arvenia",
        "arvenia",
        "Europe/Athens",
        "Tomas Oren",
        "Ada Verlin",
        PROFILE,
        (
            DemoAgency("BG", "Border Guard", ("BG", "CG"), "Danil Kresh", "guard", "agency_lead", 1),
            DemoAgency("CUS", "Customs", ("CUS",), "Mira Halden", "customs", "officer", 0, "Jarno Westrel"),
            DemoAgency("MS", "Migration Service", ("IMM",), "Leyla Maran", "migration", "agency_lead", 1),
            DemoAgency("PH", "Plant Health", ("PHY", "VET", "FOOD"), "Danuta Verel", "plant", "agency_lead", -1),
        ),
        ("F2",),
        ("F5", "F6"),
        2,
    ),
    DemoCountry(
        "XB",
        "Belmara",
        "belmara",
        "Asia/Tashkent",
        "Rinat Soleh",
        "Oma Terkin",
        PROFILE,
        (
            DemoAgency("BP", "Border Police", ("BG", "POL"), "Karim Ledo", "border", "agency_lead", 0),
            DemoAgency("CUS", "Customs Committee", ("CUS",), "Nela Duri", "customs", "agency_lead", 0),
            DemoAgency("MS", "Migration Office", ("IMM",), "Pavo Istri", "migration", "agency_lead", 1),
        ),
        ("F1", "F2"),
        ("F5",),
        3,
    ),
    DemoCountry(
        "XC",
        "Cordovia",
        "cordovia",
        "Europe/Vienna",
        "Elin Marsk",
        "Jory Tavin",
        LANDLOCKED,
        (
            DemoAgency("BP", "Border Police", ("BG", "IMM", "POL"), "Sune Alder", "border", "agency_lead", 0),
            DemoAgency("CUS", "Customs Administration", ("CUS",), "Iva Prenn", "customs", "agency_lead", -1),
            DemoAgency("VET", "Veterinary Office", ("VET", "PHY", "FOOD"), "Rolf Minde", "vet", "agency_lead", 0),
        ),
        ("F3",),
        ("F4", "F6"),
        3,
    ),
    DemoCountry(
        "XD",
        "Dravenia",
        "dravenia",
        "Asia/Tbilisi",
        "Nino Arvel",
        "Levan Tosk",
        PROFILE,
        (
            DemoAgency("BG", "Border Guard", ("BG", "CG"), "Gia Morn", "guard", "agency_lead", 0),
            DemoAgency("CUS", "Revenue Service", ("CUS", "IMM"), "Tea Lorin", "customs", "agency_lead", 0),
        ),
        ("F1",),
        ("F5", "F4"),
        3,
    ),
    DemoCountry(
        "XE",
        "Estoria",
        "estoria",
        "Europe/Riga",
        "Maja Kelt",
        "Aron Vitt",
        LANDLOCKED,
        (DemoAgency("BG", "State Border Guard", ("BG", "IMM"), "Liis Onda", "guard", "agency_lead", 0),),
        ("F2",),
        ("F6",),
        3,
    ),
)

COMMENTS = (
    "The order of the two ministers applies at the main crossings; the smaller ones follow their own practice.",
    "Agreed by word of mouth between heads of shift. Nothing is written.",
    "In force since last year. The yearly check found two crossings that do not apply it yet.",
    "A draft is with the legal department; the crossings work by a circular until then.",
    "Three of five main crossings have it; the other two telephone the duty desk.",
)
EVIDENCE = (
    ("Order on the sequence of controls", "E3", "A"),
    ("Yearly inspection report", "E11", "A"),
    ("Minutes of the coordination body", "E5", "B"),
    ("Monthly statistics of the main crossings", "E6", "B"),
    ("Certification register of the academy", "E8", "B"),
)
