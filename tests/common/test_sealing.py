"""Sealed texts open with the installation's keys, for their own purpose and beside what they belong to; nothing else opens them."""

import pytest

from ibm_platform.common.sealing import CannotUnseal, seal, unseal

TEXT = "a secret of a link – مرحبا"


def test_a_sealed_text_opens_again_and_never_looks_the_same():
    first, second = (seal(TEXT, purpose="mail", bound_to="a@demo.example") for _time in range(2))

    assert first != second
    assert [unseal(sealed, purpose="mail", bound_to="a@demo.example") for sealed in (first, second)] == [TEXT, TEXT]
    assert "secret" not in first


@pytest.mark.parametrize(
    "changed",
    [{"purpose": "factor"}, {"bound_to": "b@demo.example"}, {"bound_to": ""}],
)
def test_it_opens_in_its_own_place_only(changed):
    sealed = seal(TEXT, purpose="mail", bound_to="a@demo.example")

    with pytest.raises(CannotUnseal):
        unseal(sealed, **{"purpose": "mail", "bound_to": "a@demo.example", **changed})


@pytest.mark.parametrize("change", [lambda s: s[:-8] + "AAAAAAA=", lambda s: "", lambda s: "no text", lambda s: s[:10]])
def test_a_changed_text_does_not_open(change):
    with pytest.raises(CannotUnseal):
        unseal(change(seal(TEXT, purpose="mail")), purpose="mail")


def test_a_text_outlives_its_key_as_long_as_that_is_named(settings):
    sealed = seal(TEXT, purpose="mail")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a newer key " * 5

    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="mail")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, purpose="mail") == TEXT
