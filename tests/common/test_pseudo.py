"""The pseudo-languages keep what a program needs and change what a person reads."""

import gettext

from django.conf import settings

from ibm_platform.common.pseudo import lengthened, mirrored, write_catalogues


def test_placeholders_and_markup_survive():
    text = "Saved %(time)s by <b>{name}</b>, 100 %% sure"

    for make in (lengthened, mirrored):
        made = make(text)

        assert "%(time)s" in made and "<b>" in made and "{name}" in made and "%%" in made
        assert made != text


def test_longer_text_is_a_third_longer():
    assert len(lengthened("Information insufficient")) >= 24 * 4 / 3


def test_catalogues_translate_code_and_templates(tmp_path):
    count = write_catalogues(settings.BASE_DIR, tmp_path)

    catalogue = gettext.GNUTranslations((tmp_path / "en_XA" / "LC_MESSAGES" / "django.mo").open("rb"))
    assert count > 100
    assert catalogue.gettext("Coordinator") == lengthened("Coordinator")
    assert catalogue.gettext("Sign in") == lengthened("Sign in")
