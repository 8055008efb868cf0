"""Editors: they build a tree of folders, files and tests from the paths of items, and name an item by its path.

VS Code takes the path of the parent of an item as its file, and climbs from there to the root directory. The id of a
test is the path of the item, followed by the part of the node id after the first `::`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Write = Callable[..., None]
Collect = Callable[..., list[dict[str, Any]]]
LOW = "quality/values/low:wire"
VALUES = "--imagegen-select=quality/values"
OPTIONS = f"--imagegen-impl faulty:drops_low {VALUES} --imagegen-level wire"
OTHER_TESTS = "imagegen-conformance: no case is run, because every argument is the id of another test"
RECORDER = """
import json

def pytest_collection_finish(session):
    items = [
        {
            "nodeid": item.nodeid,
            "path": str(item.path),
            "parent": str(item.parent.path),
            "chain": [base.__name__ for node in item.listchain() for base in type(node).__mro__],
            "line": item.location[1],
            "id": "::".join([str(item.path), *item.nodeid.split("::")[1:]]),
        }
        for item in session.items
    ]
    (session.config.rootpath / "items.json").write_text(json.dumps(items))
"""


@pytest.fixture
def collect(run: Run, pytester: pytest.Pytester) -> Collect:
    """Collect the items of a project whose configuration file has these options."""
    pytester.makeconftest(RECORDER)

    def collect_items(addopts: str, *arguments: str) -> list[dict[str, Any]]:
        pytester.makeini(f"[pytest]\naddopts = {addopts}")
        assert run(None, "--collect-only", *arguments).ret == 0
        items: list[dict[str, Any]] = json.loads((pytester.path / "items.json").read_text(encoding="utf-8"))
        return items

    return collect_items


def test_items_of_both_entry_points_belong_to_files_below_the_root_directory(
    collect: Collect, mine: Write, pytester: pytest.Pytester
) -> None:
    mine("implementation = faulty.drops_low", "select = ('quality/values',)", name="tests/test_mine")
    pytester.syspathinsert()
    items = collect(f"{OPTIONS} --imagegen-generate 1")
    assert len(items) == 5 + 5 + 2  # two kinds of generated cases have level wire
    for item in items:
        assert Path(item["path"]).is_file()
        assert item["parent"] == item["path"]
        assert pytester.path in PurePath(item["path"]).parents
        assert {"Session", "File", "Item"} <= set(item["chain"])
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids)


def test_items_of_the_options_belong_to_the_configuration_file(collect: Collect, pytester: pytest.Pytester) -> None:
    assert {item["path"] for item in collect(OPTIONS)} == {str(pytester.path / "tox.ini")}


def test_without_configuration_file_items_have_a_path_below_the_root_directory(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeconftest(RECORDER)
    run(None, *OPTIONS.split(), "--collect-only")
    items = json.loads((pytester.path / "items.json").read_text(encoding="utf-8"))
    assert {item["path"] for item in items} == {str(pytester.path / "imagegen-conformance")}
    result = run(None, *OPTIONS.split(), f"{pytester.path}/imagegen-conformance::{LOW}")
    result.assert_outcomes(failed=1)


def test_every_id_of_an_editor_runs_the_item_and_no_other(
    collect: Collect, run: Run, mine: Write, pytester: pytest.Pytester
) -> None:
    mine("implementation = faulty.drops_low", "select = ('quality/values',)")
    pytester.makepyfile(test_own="def test_one(): pass")
    items = [item for item in collect(OPTIONS) if "auto" in item["id"] or "test_own" in item["id"]]
    assert len(items) == 3
    for item in items:
        result = run(None, item["id"], "-v")
        result.assert_outcomes(passed=1)
        result.stdout.fnmatch_lines([f"{item['nodeid'].replace('[', '[[]')} PASSED*"])
    run(None, *(item["id"] for item in items)).assert_outcomes(passed=3)


def test_id_with_a_symbolic_link_to_the_root_directory_runs_the_item(
    run: Run, pytester: pytest.Pytester, tmp_path: Path
) -> None:
    pytester.makeini(f"[pytest]\naddopts = {OPTIONS}")
    link = tmp_path / "link"
    link.symlink_to(pytester.path, target_is_directory=True)
    run(None, f"{link}/tox.ini::{LOW}").assert_outcomes(failed=1)


def test_id_of_a_test_of_the_user_runs_no_case_and_does_not_import_the_implementation(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\naddopts = --imagegen-impl broken:Tool --imagegen-generate 5")
    pytester.makepyfile(broken="1 / 0", test_own="def test_one(): pass\ndef test_two(): pass")
    result = run(None, "test_own.py::test_one")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([OTHER_TESTS])
    run(None, "test_own.py").stderr.fnmatch_lines(["ERROR: *importing broken raised ZeroDivisionError*"])


@pytest.mark.slow
def test_ids_of_tests_and_of_cases_run_only_these(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\naddopts = {OPTIONS} --imagegen-generate 5")
    pytester.makepyfile(test_own="def test_one(): pass\ndef test_two(): pass")
    result = run(None, "test_own.py::test_one", f"tox.ini::{LOW}", "-n2")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line(OTHER_TESTS)


def test_unknown_id_of_an_editor_is_a_usage_error(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\naddopts = {OPTIONS}")
    result = run(None, "tox.ini::quality/values/lows:wire")
    result.stderr.fnmatch_lines(["ERROR: the case quality/values/lows:wire does not exist. Did you mean *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_id_of_generated_cases_runs_their_item(collect: Collect, run: Run) -> None:
    items = collect(f"{OPTIONS} --imagegen-generate 1 --imagegen-seed-count 2")
    ids = [item["id"] for item in items if item["nodeid"].startswith("imagegen-conformance-generated::")]
    assert len(ids) == 4
    result = run(None, ids[1], "-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["imagegen-conformance-generated::any payloads[[]0] PASSED*"])


def test_unknown_id_of_generated_cases_is_a_usage_error(run: Run) -> None:
    result = run(None, *OPTIONS.split(), "--imagegen-generate=1", "imagegen-conformance-generated::any payload")
    result.stderr.fnmatch_lines(["ERROR: there are no generated cases 'any payload'. Did you mean any payloads*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_id_of_generated_cases_without_generate_is_a_usage_error(run: Run) -> None:
    result = run(None, *OPTIONS.split(), "imagegen-conformance-generated::any payloads")
    message = "'any payloads' names generated cases. Add --imagegen-generate N, or remove it."
    assert result.errlines[0] == f"ERROR: {message}"
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_tests_of_a_class_are_located_at_the_class(collect: Collect, run: Run, mine: Write) -> None:
    mine("implementation = faulty.drops_low", "select = ('quality/values',)", before="\n\n# a comment\n")
    items = collect("--verbose")
    source = Path("test_mine.py").read_text(encoding="utf-8").splitlines()
    assert {source[item["line"]] for item in items} == {"class TestMine(ImageGenToolConformance):"}
    run(None).stdout.no_fnmatch_line("*conformance_class.py*")


def test_hooks_of_the_root_directory_apply_without_configuration_file(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makeconftest("def pytest_runtest_logreport(report): print(report.outcome, report.nodeid)")
    result = run(None, *OPTIONS.split(), "-s")
    result.stdout.fnmatch_lines([f"*failed imagegen-conformance::{LOW}"])
