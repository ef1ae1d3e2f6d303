"""Settings refuse nonsense, all of it at once, and production has no secret of its own."""

import os
import subprocess
import sys

import pytest

RIGHT = {
    "IBM_SECRET_KEY": "k" * 60,
    "IBM_ALLOWED_HOSTS": "ibm.example.org",
    "IBM_DATABASE_URL": "postgres://ibm@127.0.0.1:1/ibm",
    "IBM_BROKER_URL": "redis://127.0.0.1:1/0",
}


def start(
    module: str, program: str = "from django.conf import settings; settings.SECRET_KEY", **values: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**kept, "DJANGO_SETTINGS_MODULE": f"ibm_platform.settings.{module}", **values},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_every_missing_value_at_once():
    done = start("production")

    assert done.returncode != 0
    assert all(name in done.stderr for name in RIGHT)


def test_production_starts_with_the_required_values():
    assert start("production", **RIGHT).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IBM_SECRET_KEY", "short"),
        ("IBM_ALLOWED_HOSTS", "*"),
        ("IBM_DATABASE_URL", "sqlite:///file.db"),
        ("IBM_BROKER_URL", "amqp://127.0.0.1"),
        ("IBM_STORAGE", "ftp"),
        ("IBM_STORAGE", "s3"),
        ("IBM_CLAMD", "localhost:3310"),
        ("IBM_HSTS_SECONDS", "a year"),
        ("IBM_SECOND_FACTOR", "perhaps"),
    ],
)
def test_production_refuses_nonsense_by_its_name(name, value):
    done = start("production", **{**RIGHT, name: value})

    assert done.returncode != 0
    assert name in done.stderr


def test_the_embedded_installation_keeps_its_own_secret_to_itself(tmp_path):
    done = start("development", IBM_DATA_DIR=str(tmp_path / "data"))

    key = tmp_path / "data" / "secret-key"
    assert done.returncode == 0, done.stderr
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


ASKED = "from django.conf import settings; print(settings.IBM_SECOND_FACTOR)"


@pytest.mark.parametrize(
    ("values", "note", "asked"),
    [
        ({}, None, "False"),
        ({"IBM_DEMO": "1"}, None, "False"),
        ({"IBM_DEMO": "0"}, None, "True"),
        # What the first start wrote down counts at later ones, and for programs that are started by hand.
        ({}, "0\n", "True"),
        ({}, "1\n", "False"),
        ({"IBM_DEMO": "1"}, "0\n", "False"),
        ({"IBM_SECOND_FACTOR": "1"}, None, "True"),
        ({"IBM_SECOND_FACTOR": "0", "IBM_DEMO": "0"}, None, "False"),
    ],
)
def test_only_the_demonstration_asks_for_no_second_factor(tmp_path, values, note, asked):
    if note is not None:
        (tmp_path / "demo").write_text(note)

    done = start("development", ASKED, IBM_DATA_DIR=str(tmp_path), **values)

    assert (done.stdout.strip(), done.stderr) == (asked, "")


def test_production_asks_for_a_second_factor_unless_told_otherwise():
    assert start("production", ASKED, **RIGHT).stdout.strip() == "True"
    assert start("production", ASKED, **RIGHT, IBM_SECOND_FACTOR="0").stdout.strip() == "False"
