"""What a person types."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from frameworks.canonical import content_hash
from frameworks.loader import load
from frameworks.models import FrameworkVersion
from tests.frameworks.documents import IBM_PATH, line_of, tiny


@pytest.fixture
def harbour(tmp_path):
    path = tmp_path / "harbour.yaml"
    path.write_bytes(tiny())
    return path


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_check_says_one_line_for_a_good_file(harbour):
    digest = content_hash(load(tiny()))[:12]

    assert said("check_framework", str(harbour)) == (
        f"{harbour}: HARBOUR 2.1, 1 dimensions, 0 cells, 4 levels, 2 indicators, 1 prerequisites, content {digest}\n"
    )


def test_check_says_every_problem_of_every_file_with_its_line(tmp_path, harbour):
    source = tiny(("effort: low", "effort: tiny"), ("target: W1", "target: W9"))
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes(source)
    errors = StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("check_framework", str(harbour), str(wrong), str(tmp_path / "absent.yaml"), stderr=errors)

    assert refused.value.returncode == 1
    lines = errors.getvalue().splitlines()
    assert [line.split(": ")[:3] for line in lines[:2]] == [
        [str(wrong), f"line {line_of('effort: tiny', source)}", "indicators[Q1].effort"],
        [str(wrong), f"line {line_of('W9', source)}", "prerequisites[1].target"],
    ]
    assert lines[2] == f"{tmp_path / 'absent.yaml'}: No such file or directory."


@pytest.mark.django_db
def test_import_says_what_it_would_do_does_it_and_does_it_once(harbour):
    planned = said("import_framework", str(harbour), "--publish", "--dry-run")
    assert planned.splitlines()[1:] == ["would be imported", "would be published"]
    assert not FrameworkVersion.objects.exists()

    done = said("import_framework", str(harbour), "--publish")
    assert done.splitlines()[1:] == ["imported", "published"]

    again = said("import_framework", str(harbour), "--publish")
    assert again.splitlines()[1:] == ["was there already, with the same content", "nothing was changed"]


@pytest.mark.django_db
def test_import_of_another_content_under_the_same_number_fails(harbour):
    said("import_framework", str(harbour), "--publish")
    harbour.write_bytes(tiny(("Mend the lights", "Mend all lights")))

    with pytest.raises(CommandError, match="HARBOUR 2.1 exists with another content"):
        said("import_framework", str(harbour), "--publish")


@pytest.mark.django_db
@pytest.mark.parametrize("source", [tiny(), IBM_PATH.read_bytes()], ids=["tiny", "ibm"])
def test_export_can_be_imported_again_with_the_same_hash(tmp_path, source):
    path = tmp_path / "model.yaml"
    path.write_bytes(source)
    said("import_framework", str(path), "--publish")
    version = FrameworkVersion.objects.get()

    exported = said("export_framework", version.framework.code, version.number)

    assert content_hash(load(exported)) == version.content_hash
    path.write_text(exported, encoding="utf-8")
    assert "was there already, with the same content" in said("import_framework", str(path))


@pytest.mark.django_db
def test_export_of_what_is_not_there_fails():
    with pytest.raises(CommandError, match="There is no such framework version"):
        said("export_framework", "IBM", "7.0")
