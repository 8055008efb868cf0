from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.sources import ReportedSources
from revisions import AZURE, PROFILES

OPENAI = PROFILES.find("openai")
NO_LINKS = SourceLinks({})


def requirement(*documents: str) -> Requirement:
    return Requirement(
        "size.type", "schema", "must", "size is a string.", tuple(Source(name, "x") for name in documents)
    )


def shown(revision: Revision, *documents: str) -> list[str]:
    return [source.document for source in ReportedSources(PROFILES, revision).of(requirement(*documents))]


@pytest.mark.parametrize(
    ("revision", "document"), [(AZURE, "imagegentool"), (AZURE, "azure-ai-projects"), (OPENAI, "openai-python")]
)
def test_documents_of_other_profiles_are_left_out(revision: Revision, document: str) -> None:
    documents = ("imagegentool", "azure-ai-projects", "openai-python")
    own = [name for name in documents if (name == "openai-python") == (revision is OPENAI)]
    assert document in own
    assert shown(revision, *documents) == own


@pytest.mark.parametrize("document", ["rfc8259", "levels", "live-errors", "measured"])
def test_document_of_no_profile_is_shown_after_those_of_the_profile(document: str) -> None:
    assert shown(OPENAI, document, "imagegentool", "openai-python") == ["openai-python", document]


def test_requirement_that_cites_other_profiles_only_keeps_all_sources() -> None:
    assert shown(OPENAI, "imagegentool", "azure-ai-projects") == ["imagegentool", "azure-ai-projects"]
    assert shown(AZURE, "openai-python") == ["openai-python"]


@pytest.mark.parametrize("revision", ["2.0", "2.3", "2.8"])
def test_documents_of_the_default_profile_come_first_too(revision: str) -> None:
    documents = ("openai-reference", "azure-ai-projects", "rfc8259")
    assert shown(PROFILES.find("azure", revision), *documents) == ["azure-ai-projects", "openai-reference", "rfc8259"]


def test_first_source_of_each_requirement_is_one_of_its_profile_if_it_has_one() -> None:
    corpus = Corpus.load(profile="openai")
    sources = ReportedSources(corpus.profiles, corpus.revision)
    for item in corpus.requirements.values():
        first, *others = sources.of(item)
        assert first.document == "openai-python" or "openai-python" not in {source.document for source in others}
        assert first.document != "imagegentool", item.id


@pytest.mark.parametrize(
    ("revision", "command"),
    [
        (AZURE, "show size.type"),
        (PROFILES.find("azure", "2.0"), "show --revision 2.0 size.type"),
        (OPENAI, "show --profile openai size.type"),
    ],
)
def test_command_that_shows_further_sources_names_the_revision(revision: Revision, command: str) -> None:
    text = ReportedSources(PROFILES, revision).describe(requirement("levels", "levels", "levels"), 1)
    assert text.replace("\u00a0", " ") == f"levels: x; 2 more with `{command}`"


def test_sources_that_are_left_out_are_not_counted() -> None:
    assert ReportedSources(PROFILES, OPENAI).describe(requirement("imagegentool", "openai-python"), 1) == (
        "openai-python: x"
    )


def test_lines_have_the_chosen_sources() -> None:
    lines = ReportedSources(PROFILES, OPENAI).lines(requirement("imagegentool", "openai-python"), NO_LINKS)
    assert list(lines) == ["  openai-python: x"]
