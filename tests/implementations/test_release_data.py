"""The committed release histories, and their agreement with the profiles and the plain schema of the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from packaging.version import Version

import history_command
from history import Entry, History
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.resources import data_directory, load_json
from package import PACKAGES
from release import ZONE, Release

FOLDER = Path(history_command.__file__).parent
DATA = {package: load_json(FOLDER / f"{package}.json") for package in PACKAGES}
FIXTURES = data_directory("fixtures")
PROFILES = Profiles.load(FIXTURES)
PAYLOAD_SCHEMA = load_json(FIXTURES / "payload_schema.json")
SCHEMA = load_json(data_directory("schemas") / "release_history.schema.json")

# Stable releases with changes that start no revision, with the reason.
SAME_REVISION = {
    (
        "openai",
        "2.18.0",
    ): "The documentation names gpt-image-1.5 for input_fidelity: it did not exclude the model before.",
    ("openai", "2.35.1"): "The values of size are named again beside any string: no value becomes legal or illegal.",
    (
        "openai",
        "3.17.0",
    ): "According to the documentation, gpt-image-2 ignores input_fidelity: a request with it is legal.",
    ("openai", "3.24.0"): "The sizes of dall-e-2 and dall-e-3, which were retired before, are no longer documented.",
    ("openai", "3.41.0"): "The model that was shut down is deprecated, and no longer named for input_fidelity.",
    ("openai", "3.51.0"): "Another model is the default: no rule depends on the default of the service.",
}

# Fields whose annotation permits any string, but whose documented values are all legal ones.
CLOSED_BY_DOCUMENTATION = {("azure", "action"), ("azure", "input_fidelity")}

Declaration = dict[str, dict[str, Any]]


def is_stable(version: str) -> bool:
    return not Version(version).is_prerelease


def stable_history(package: str) -> list[dict[str, Any]]:
    return [entry for entry in DATA[package]["history"] if is_stable(entry["release"])]


def upload_of(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["uploaded"].replace("Z", "+00:00"))


@pytest.mark.parametrize("package", PACKAGES)
class TestData:
    def test_file_matches_the_schema(self, package):
        Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(DATA[package])

    def test_package_is_the_one_of_the_command(self, package):
        content = DATA[package]
        examined = PACKAGES[package]
        assert (content["package"], content["class"]) == (package, examined.class_name)
        assert content["modules"] == [*examined.modules]
        assert content["arguments"] == [package, "--until", content["releases"][-1]]
        assert content["releases"][0] == str(examined.oldest)

    def test_releases_are_in_order(self, package):
        content = DATA[package]
        versions = [Version(release) for release in content["releases"]]
        assert versions == sorted(set(versions))
        changed = [entry["release"] for entry in content["history"]]
        assert changed == [release for release in content["releases"] if release in changed]

    def test_stable_releases_are_in_the_order_of_their_dates(self, package):
        uploads = [entry["uploaded"] for entry in stable_history(package)]
        assert uploads == sorted(uploads)
        assert DATA[package]["measured"] >= DATA[package]["history"][-1]["date"]

    def test_dates_are_those_of_the_uploads(self, package):
        try:
            zone = ZoneInfo(ZONE)
        except ZoneInfoNotFoundError:
            pytest.skip("this system has no data of time zones")
        for entry in DATA[package]["history"]:
            assert entry["date"] == upload_of(entry).astimezone(zone).date().isoformat()

    def test_changes_apply_to_the_release_before(self, package):
        assert list(declarations(stable_history(package)))
        assert list(declarations(DATA[package]["history"][:1]))

    def test_file_is_written_by_the_command(self, package):
        """Edits by hand change the text."""
        try:
            ZoneInfo(ZONE)
        except ZoneInfoNotFoundError:
            pytest.skip("this system has no data of time zones")
        content = DATA[package]
        uploads = {entry["release"]: upload_of(entry) for entry in content["history"]}
        releases = {
            version: Release(Version(version), uploads.get(version, datetime.now(timezone.utc)), "", "")
            for version in content["releases"]
        }
        entries = [Entry(releases[entry["release"]], entry["changes"]) for entry in content["history"]]
        text = History(PACKAGES[package], [*releases.values()], entries).to_text(
            date.fromisoformat(content["measured"])
        )
        assert text == (FOLDER / f"{package}.json").read_text(encoding="utf-8")


def declarations(history: list[dict[str, Any]]) -> Iterator[tuple[str, Declaration]]:
    """Yield each release of a history with the fields that it declares, and check that its changes can be applied."""
    fields: Declaration = {}
    for entry in history:
        for change in entry["changes"]:
            path, kind = change["field"], change["change"]
            assert (path in fields) == (kind != "added"), (entry["release"], path)
            if kind == "added":
                fields[path] = {key: value for key, value in change.items() if key not in {"field", "change"}}
            elif kind == "removed":
                del fields[path]
            else:
                apply(change, fields[path])
        yield entry["release"], {path: {**field} for path, field in fields.items()}


def apply(change: dict[str, Any], field: dict[str, Any]) -> None:
    """Apply a change to a field, and check that it is one."""
    kind = change["change"]
    if kind in {"values", "types"}:
        present = field.get(kind, [])
        assert set(change["removed"]) <= set(present)
        assert set(change["added"]).isdisjoint(present)
        field[kind] = [item for item in present if item not in change["removed"]] + change["added"]
    elif kind in {"opened", "closed"}:
        assert field["open"] == (kind == "closed")
        field["open"] = kind == "opened"
    elif kind in {"required", "optional"}:
        assert field["required"] == (kind == "optional")
        field["required"] = kind == "required"
    else:
        assert field.get("documentation") != change["documentation"]
        field["documentation"] = change["documentation"]


@pytest.mark.parametrize("profile", PROFILES.by_name.values(), ids=lambda profile: profile.name)
class TestProfiles:
    def test_releases_are_all_stable_releases_with_the_tool(self, profile):
        content = DATA[profile.package]
        first = content["releases"].index(stable_history(profile.package)[0]["release"])
        expected = [release for release in content["releases"][first:] if is_stable(release)]
        assert [release for revision in profile.revisions for release in revision.releases] == expected

    def test_revision_starts_at_a_release_with_changes_on_its_date(self, profile):
        dates = {entry["release"]: entry["date"] for entry in stable_history(profile.package)}
        for revision in profile.revisions:
            assert dates.get(revision.releases[0]) == revision.date, revision

    def test_revision_is_named_after_its_date_or_its_first_release(self, profile):
        for revision in profile.revisions:
            release = revision.releases[0].removesuffix(".0")
            assert revision.name == (release if profile.name == "azure" else revision.date)

    def test_release_with_changes_starts_a_revision_or_has_a_reason(self, profile):
        changed = {entry["release"] for entry in stable_history(profile.package)}
        starting = {revision.releases[0] for revision in profile.revisions}
        assert changed - starting == {release for package, release in SAME_REVISION if package == profile.package}


def declared_by(revision: Revision) -> Declaration:
    """Return the fields that the newest release of a revision declares."""
    package = PROFILES.by_name[revision.profile].package
    releases = [release for release in DATA[package]["releases"] if is_stable(release)]
    newest = releases.index(revision.releases[-1])
    history = [entry for entry in stable_history(package) if releases.index(entry["release"]) <= newest]
    return [*declarations(history)][-1][1]


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the subschema, or the definition that it refers to."""
    reference = schema.get("$ref")
    return PAYLOAD_SCHEMA["$defs"][reference.removeprefix("#/$defs/")] if reference else schema


def properties_in(revision: Revision, schema: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the properties of the plain schema that hold in a revision, with the paths of a history."""
    properties = {
        name: part for name, part in schema.get("properties", {}).items() if PROFILES.holds_in(part, revision)
    }
    if isinstance(schema.get("additionalProperties"), dict):
        properties["*"] = schema["additionalProperties"]
    for name, part in properties.items():
        yield prefix + name, resolve(part)
        yield from properties_in(revision, resolve(part), f"{prefix}{name}.")


def strings_in(revision: Revision, schema: dict[str, Any]) -> tuple[list[str], bool]:
    """Return the strings that a subschema names, and whether it permits any other string, in a revision."""
    alternatives = [part for part in schema.get("anyOf", [schema]) if PROFILES.holds_in(part, revision)]
    named = [value for part in alternatives for value in (*part.get("enum", []), part.get("const"))]
    is_open = any(part.get("type") == "string" and "enum" not in part for part in alternatives)
    return [value for value in named if isinstance(value, str)], is_open


@pytest.mark.parametrize("revision", PROFILES.revisions, ids=str)
class TestPayloadSchema:
    def test_fields_are_those_that_the_package_declares(self, revision):
        properties = dict(properties_in(revision, PAYLOAD_SCHEMA))
        assert set(properties) == set(declared_by(revision))

    def test_strings_are_those_that_the_package_declares(self, revision):
        properties = dict(properties_in(revision, PAYLOAD_SCHEMA))
        for path, field in declared_by(revision).items():
            if "string" in field["types"]:
                values, is_open = strings_in(revision, properties[path])
                by_documentation = (revision.profile, path) in CLOSED_BY_DOCUMENTATION
                assert is_open == (field["open"] and not by_documentation), path
                assert is_open or set(values) == set(field["values"]), path


OPENAI_REVISIONS = PROFILES.by_name["openai"].revisions


@pytest.mark.parametrize("revision", OPENAI_REVISIONS, ids=str)
def test_fields_that_can_be_null_are_those_that_the_package_declares(revision):
    """Only for openai: in azure-ai-projects, None stands for a missing key."""
    nullable = {
        path
        for path, schema in properties_in(revision, PAYLOAD_SCHEMA)
        if "null" in schema.get("type", ()) or {"const": None} in schema.get("anyOf", ())
    }
    assert nullable == {path for path, field in declared_by(revision).items() if "null" in field["types"]}
