"""The options --variants, --repeat and --shuffle of the command `run`."""

from __future__ import annotations

import json
import re

import pytest

REFERENCE = "imagegen_reference:ImageGenTool"
ATTEMPTS = ("--variants", "--repeat", "2", "--shuffle")
LOW = ("--select", "quality/values/low:wire")


def lines(file) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_shuffled_runs_write_the_same_evidence_except_times_and_seed(process, modules):
    for seed in (1001, 1002):
        assert process("run", REFERENCE, *ATTEMPTS, seed, "--evidence", f"{seed}").code == 0

    def content(seed: int) -> str:
        times = r'"(started|finished)":"[^"]*"|"seconds":[0-9.e-]+,|"sha256":"[^"]*"'
        text = re.sub(times, "", (modules / str(seed)).read_text())
        return text.replace(f'"seed":{seed}', "")

    assert content(1001) == content(1002)
    assert process("verify", "1001").code == 0


def test_header_states_the_settings(command, modules):
    command("run", REFERENCE, "--area", "quality", *ATTEMPTS, "5", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["settings"] == {"variants": True, "repeat": 2, "seed": 5}
    command("run", REFERENCE, "--area", "quality", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["settings"] == {"variants": False, "repeat": 1, "seed": None}


def test_shuffle_changes_the_order_of_requests(command, implementation, modules):
    path = implementation(
        "def tool(payload):\n    with open('requests', 'a') as file: print(payload.get('quality'), file=file)\n    return payload\n"
    )
    orders = []
    for options in ((), ("--shuffle", "1"), ("--shuffle", "2"), ("--shuffle", "1")):
        (modules / "requests").unlink(missing_ok=True)
        assert command("run", path, "--area", "quality", *options).code == 0
        orders.append(lines(modules / "requests"))
    assert orders[1] == orders[3]
    assert len({tuple(order) for order in orders}) == 3
    assert len({tuple(sorted(order)) for order in orders}) == 1


def test_inconsistent_responses_are_flaky_and_the_rerun_command_repeats(command, implementation, modules):
    path = implementation(
        "count = 0\n"
        "def tool(payload):\n"
        "    global count\n"
        "    count += 1\n"
        "    return payload | {'seed': 1} if count % 2 == 0 and payload.get('quality') == 'low' else payload\n"
    )
    completed = command("run", path, "--repeat", "2", *LOW, "--evidence", "e")
    assert completed.code == 1
    assert "1 case: flaky\n" in completed.out
    assert "--repeat 2 --select quality/values/low:wire" in completed.out
    assert command("verify", "e").code == 0
    record = next(record for record in map(json.loads, lines(modules / "e")) if record.get("case") == LOW[1])
    assert (record["verdict"], record["failure"]) == ("flaky", "flaky")


def test_unsupported_case_with_a_supported_variant_is_reported(command, implementation):
    path = implementation(
        "from imagegen_conformance import Adapter\n"
        "class tool(Adapter):\n"
        "    def parse_text(self, text): return {'type': 'image_generation', 'quality': 'low'}\n"
    )
    completed = command("run", path, "--variants", *LOW)
    assert completed.code == 3
    text = "level wire is claimed, but 2 cases are unsupported: the adapter does not parse payloads"
    assert text in " ".join(completed.out.split())


def test_variant_mismatch_fails_unless_it_is_expected(command, implementation, modules):
    path = implementation(
        "def tool(payload):\n"
        "    if next(iter(payload), 'type') != 'type': raise ValueError('type comes first')\n"
        "    return payload\n"
    )
    options = ("--variants", *LOW)
    completed = command("run", path, *options)
    assert completed.code == 1
    assert "1 case: variant-mismatch\n" in completed.out
    text = "sent with its keys in reverse order: rejected: ValueError: type comes first"
    assert text in " ".join(completed.out.split())
    entry = {"cases": ["quality/values/low:wire"], "failure": "variant-mismatch", "reason": "type has to come first"}
    (modules / "known.json").write_text(json.dumps({"expected_failures": [entry]}))
    assert command("run", path, *options, "--expected-failures", "known.json").code == 0


@pytest.mark.slow
@pytest.mark.parametrize(("ci", "expected"), [("true", True), ("1", True), ("", False), ("0", False), ("false", False)])
def test_variants_are_on_in_ci(command, modules, monkeypatch, ci, expected):
    monkeypatch.setenv("CI", ci)
    command("run", REFERENCE, "--area", "quality", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["settings"]["variants"] == expected
    command("run", REFERENCE, "--area", "quality", "--no-variants", "--evidence", "e")
    assert json.loads(lines(modules / "e")[0])["settings"]["variants"] is False


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--repeat", "0", "'0' is not a positive integer. Give a whole number of at least 1."),
        ("--repeat", "x", "'x' is not a positive integer. Give a whole number of at least 1."),
        ("--shuffle", "x", "'x' is not an integer. Give a whole number."),
        ("--shuffle", "1.5", "'1.5' is not an integer. Give a whole number."),
    ],
)
def test_invalid_number_is_an_error(command, option, value, message):
    command("run", REFERENCE, option, value).assert_usage_error(f"argument {option}: {message}")
