"""docker-compose.yml is well formed, starts what script/server starts, and gives no secret a default."""

import re
from typing import Any

import jsonschema
import pytest
import yaml

from script import supervise
from tests.architecture.tracked import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat")

DURATION = {"type": "string", "pattern": "^([0-9]+(ms|s|m|h))+$"}
WORDS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
# The part of the Compose specification that this file uses: a misspelt key is a failure here instead of at the start.
SCHEMA = {
    "type": "object",
    "required": ["services", "volumes"],
    "additionalProperties": False,
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}},
        "services": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["image", "environment", "restart"],
                "additionalProperties": False,
                "properties": {
                    "image": {"type": "string", "pattern": "^[a-z0-9./_-]+:[A-Za-z0-9._-]+$"},
                    "build": {"type": "string"},
                    "command": WORDS,
                    "restart": {"enum": ["no", "unless-stopped"]},
                    "init": {"type": "boolean"},
                    "read_only": {"type": "boolean"},
                    "tmpfs": WORDS,
                    "cap_drop": WORDS,
                    "security_opt": WORDS,
                    "stop_grace_period": DURATION,
                    "environment": {"type": "object", "additionalProperties": {"type": "string"}},
                    "ports": WORDS,
                    "volumes": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+:/[a-z/]+$"}},
                    "deploy": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"replicas": {"type": "integer"}},
                    },
                    "depends_on": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "required": ["condition"],
                            "additionalProperties": False,
                            "properties": {
                                "condition": {"enum": ["service_healthy", "service_completed_successfully"]}
                            },
                        },
                    },
                    "healthcheck": {
                        "type": "object",
                        "required": ["test", "interval", "timeout", "retries"],
                        "additionalProperties": False,
                        "properties": {
                            "test": {**WORDS, "prefixItems": [{"const": "CMD"}]},
                            "interval": DURATION,
                            "timeout": DURATION,
                            "start_period": DURATION,
                            "retries": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def test_the_file_keeps_to_the_specification() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(COMPOSE)


def test_the_services_are_the_five_of_production_and_one_that_prepares() -> None:
    assert set(SERVICES) == {"db", "redis", *OURS}


def test_every_process_of_script_server_runs_by_the_same_command() -> None:
    commands = {role: SERVICES[role]["command"] for role in supervise.ROLES}

    assert commands == {role: ["script/run", role] for role in supervise.ROLES}
    assert SERVICES["prepare"]["command"] == ["script/run", "prepare"]
    server = (ROOT / "script" / "server").read_text()
    assert "step script/run prepare\n" in server
    assert "script/supervise.py --run script/run " in server


def test_script_run_knows_every_command_of_the_file() -> None:
    known = re.findall(r"^    ([a-z]+)\)$", (ROOT / "script" / "run").read_text(), re.MULTILINE)

    assert sorted(known) == sorted(OURS)


def test_all_our_services_share_one_image_and_one_environment() -> None:
    assert {SERVICES[name]["image"] for name in OURS} == {"ibm-platform:latest"}
    assert all(SERVICES[name]["environment"] == SERVICES["web"]["environment"] for name in OURS)


@pytest.mark.parametrize("name", ["db", "redis", "web", "worker", "beat"])
def test_what_keeps_running_tells_whether_it_works(name: str) -> None:
    assert "healthcheck" in SERVICES[name]


def test_what_is_waited_for_exists_and_can_answer() -> None:
    for service in SERVICES.values():
        for name, wanted in service.get("depends_on", {}).items():
            is_waited_until_healthy = wanted["condition"] == "service_healthy"
            assert ("healthcheck" in SERVICES[name]) == is_waited_until_healthy


def test_named_volumes_are_declared() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}

    assert used == set(COMPOSE["volumes"])


def test_no_secret_has_a_default() -> None:
    protected = re.findall(r"\$\{(\w*(?:SECRET_KEY|PASSWORD|ALLOWED_HOSTS))(:[?-])([^}]*)", TEXT)
    required = [name for name, sign, _rest in protected if sign == ":?"]
    with_default = [(name, rest) for name, sign, rest in protected if sign == ":-"]

    assert set(required) == {"IBM_SECRET_KEY", "IBM_ALLOWED_HOSTS", "IBM_DATABASE_PASSWORD", "IBM_REDIS_PASSWORD"}
    # Only needed with IBM_STORAGE=s3, which the settings check; the default is "not given".
    assert with_default == [("IBM_S3_SECRET_KEY", "")]


def test_every_variable_of_the_file_is_one_the_production_settings_read() -> None:
    modules = [ROOT / "ibm_platform" / "settings" / f"{name}.py" for name in ("production", "base")]
    read = {name for path in modules for name in re.findall(r'env\.\w+\(\s*"(IBM_\w+)"', path.read_text())}

    assert set(SERVICES["web"]["environment"]) - read == set()


def test_the_web_port_is_open_to_this_machine_alone() -> None:
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert not any("ports" in SERVICES[name] for name in SERVICES if name != "web")


def test_the_image_installs_hashed_pins_and_does_not_work_as_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "--require-hashes -r requirements/production.txt" in dockerfile
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["ibm"]
