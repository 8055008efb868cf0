from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.resources import data_directory

PROFILES = Profiles.load(data_directory("fixtures"))


def test_revisions_are_in_the_order_of_their_dates() -> None:
    for profile in PROFILES.by_name.values():
        assert [revision.position for revision in profile.revisions] == list(range(len(profile.revisions)))
        dates = [revision.date for revision in profile.revisions]
        assert dates == sorted(set(dates))


def test_default_is_the_revision_that_the_reference_implements() -> None:
    assert str(PROFILES.find()) == "azure 2.3"


@pytest.mark.parametrize(
    ("profile", "revision", "found"),
    [
        ("azure", None, "azure 2.3"),
        ("openai", None, "openai 2026-11-04"),
        (None, "2.0", "azure 2.0"),
        (None, "2.4", "azure 2.3"),
        ("azure", "2.4.0", "azure 2.3"),
        ("azure", "2.10", "azure 2.8"),
        ("openai", "2025-05-21", "openai 2025-05-21"),
        ("openai", "3.57.0", "openai 2026-11-04"),
        ("openai", "2.54.0", "openai 2026-05-06"),
    ],
)
def test_revision_is_found_by_its_name_or_by_a_release(profile, revision, found) -> None:
    assert str(PROFILES.find(profile, revision)) == found


@pytest.mark.parametrize(
    ("profile", "revision", "message"),
    [
        ("azur", None, "the profile 'azur' does not exist. Did you mean azure?"),
        ("vertex", None, "the profile 'vertex' does not exist. The profiles are azure and openai."),
        (
            "azure",
            "2026-11-04",
            (
                "the profile azure has no revision '2026-11-04'. "
                "It is a revision of the profile openai: name this profile, or another revision."
            ),
        ),
        (
            "openai",
            "2.3",
            (
                "the profile openai has no revision '2.3'. "
                "It is a revision of the profile azure: name this profile, or another revision."
            ),
        ),
        (
            "azure",
            "newest",
            "the profile azure has no revision 'newest'. Its revisions are 2.0, 2.1, 2.2, 2.3, 2.8.",
        ),
        (
            "azure",
            "3.57.0",
            (
                "the profile azure has no revision '3.57.0'. It is a release of the profile openai "
                "(revision 2026-11-04): name this profile, or another revision."
            ),
        ),
        (
            "azure",
            "3.57",
            "the profile azure has no revision '3.57'. It is a release of the profile openai (revision 2026-11-04): ",
        ),
        ("azure", "2.33", "the profile azure has no revision '2.33'. Did you mean 2.3?"),
        ("openai", "3.47.0", "the profile openai has no revision '3.47.0'. Did you mean 3.46.0 or 3.48.0?"),
        ("openai", "3.47", "the profile openai has no revision '3.47'. Did you mean 3.46.0 or 3.48.0?"),
        ("openai", "3.99.0", "the profile openai has no revision '3.99.0'. Did you mean 3.57.0?"),
        ("openai", "v3.57.0", "the profile openai has no revision 'v3.57.0'. Did you mean 3.57.0 or "),
        ("openai", "newest", "the profile openai has no revision 'newest'. Its revisions are 2025-05-21, 2025-07-16, "),
        ("openai", "2026-11-03", "the profile openai has no revision '2026-11-03'. Did you mean 2026-11-04"),
    ],
)
def test_unknown_name_is_an_error_with_a_hint(profile, revision, message) -> None:
    with pytest.raises(UsageError) as caught:
        PROFILES.find(profile, revision)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        (None, "all revisions"),
        ({"azure": {}}, "azure"),
        ({"azure": {"since": "2.1"}}, "azure since 2.1"),
        ({"azure": {"until": "2.3"}, "openai": {"since": "2026-11-04"}}, "azure before 2.3; openai since 2026-11-04"),
        ({"azure": {"since": "2.1", "until": "2.3"}}, "azure since 2.1, before 2.3"),
    ],
)
def test_range_holds_from_its_first_revision_until_before_its_last(stated, text) -> None:
    entry = {} if stated is None else {"profiles": stated}
    validity = PROFILES.validity(entry)
    holding = [revision for revision in PROFILES.revisions if validity.holds_in(revision)]
    assert PROFILES.describe(holding) == text
    assert holding == [revision for revision in PROFILES.revisions if PROFILES.holds_in(entry, revision)]


def test_revisions_with_a_gap_are_described_as_several_ranges() -> None:
    azure = PROFILES.by_name["azure"].revisions
    assert PROFILES.describe([azure[0], azure[2], azure[3]]) == "azure before 2.1; azure since 2.2, before 2.8"
    assert PROFILES.describe([]) == ""


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"azur": {}}, "the profile 'azur' does not exist. Did you mean azure?"),
        ({"gemini": {}}, "the profile 'gemini' does not exist. The profiles are azure and openai."),
        (
            {"azure": {"since": "2.5"}},
            "the profile azure has no revision '2.5'. It is a release with the revision 2.3: name this revision.",
        ),
        (
            {"azure": {"until": "2026-11-04"}},
            (
                "the profile azure has no revision '2026-11-04'. "
                "It is a revision of the profile openai: name this profile, or another revision."
            ),
        ),
        (
            {"openai": {"until": "later"}},
            "the profile openai has no revision 'later'. Its revisions are 2025-05-21, ",
        ),
        (
            {"azure": {"since": "2.3", "until": "2.3"}},
            "the range /profiles/azure contains no revision. Name a revision in `until` that is later than `since`.",
        ),
    ],
)
def test_invalid_range_is_an_error_with_a_hint(stated, message) -> None:
    with pytest.raises(CorpusError) as caught:
        PROFILES.validity({"profiles": stated})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("default"),
        lambda content: content["profiles"][0].update(revisions=None),
        lambda content: content["profiles"][0]["revisions"][0].pop("date"),
    ],
)
def test_malformed_file_is_an_error_with_its_place(root: Path, edit, change) -> None:
    file = root / "profiles.json"
    edit(file, change)
    with pytest.raises(CorpusError) as caught:
        Corpus.load(root)
    assert str(caught.value).startswith(f"{file}: this is not a list of profiles (")
    assert str(caught.value).endswith("See schemas/profiles.schema.json.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda content: content.update(default="azur"),
            "/default: the profile 'azur' does not exist. Did you mean azure?",
        ),
        (
            lambda content: content.update(default="vertex"),
            "/default: the profile 'vertex' does not exist. The profiles are azure and openai.",
        ),
        (
            lambda content: content["profiles"][1].update(default_revision="2026-11-03"),
            "/profiles/1/default_revision: the profile openai has no revision '2026-11-03'. Did you mean 2026-11-04 or ",
        ),
        (
            lambda content: content["profiles"][0].update(default_revision="newest"),
            "/profiles/0/default_revision: the profile azure has no revision 'newest'. Its revisions are 2.3, 2.8.",
        ),
    ],
)
def test_unknown_default_is_an_error_with_its_place(root: Path, edit, change, message) -> None:
    file = root / "profiles.json"
    edit(file, change)
    with pytest.raises(CorpusError) as caught:
        Corpus.load(root)
    assert str(caught.value).startswith(f"{file} {message}")


def test_missing_file_is_an_error(root: Path) -> None:
    (root / "profiles.json").unlink()
    with pytest.raises(CorpusError, match=r"profiles\.json: the file does not exist"):
        Corpus.load(root)


def test_digest_depends_on_the_profiles(root: Path, edit) -> None:
    before = Corpus.load(root).digest
    edit(root / "profiles.json", lambda content: content["profiles"][0]["revisions"].pop())
    assert Corpus.load(root).digest != before
    assert json.loads((root / "profiles.json").read_text())["default"] == "azure"
