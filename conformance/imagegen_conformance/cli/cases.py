"""The commands `list` and `show`: cases and requirements of the corpus."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from imagegen_conformance.cli.json_output import FORMAT, print_json
from imagegen_conformance.cli.options import FILTERS, PROFILE, add_options, load_corpus
from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.corpus.former_cases import FormerCase
from imagegen_conformance.corpus.requirements import STRENGTHS
from imagegen_conformance.errors import UsageError, did_you_mean
from imagegen_conformance.runner.option import Option
from imagegen_conformance.runner.options import find_option
from imagegen_conformance.text import preview_repr

if TYPE_CHECKING:
    from imagegen_conformance.corpus.cases import Case
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.corpus.requirements import Requirement

__all__ = ["add_list", "add_show"]

LEVEL = find_option("level")._replace(default="all levels")
STRENGTH = Option("strength", LEVEL.group, "select the cases of this strength", "all strengths", choices=STRENGTHS)


LIST = CommandHelp(
    summary="list cases",
    description="""\
Print the id, the level, the strength and the description of each selected case, one per line.""",
    examples=[
        "imagegen-conformance list --area quality --level wire",
        "imagegen-conformance list --requirement quality.value --format json",
    ],
)
SHOW = CommandHelp(
    summary="show one case, or one requirement",
    description="""\
Print the request, the expected outcome, the requirement and the sources of one case, or the
statement, the sources and the cases of one requirement.""",
    examples=["imagegen-conformance show quality/values/low", "imagegen-conformance show quality.value"],
)


def add_list(commands: Commands[Parser]) -> None:
    """Add the command `list`."""
    parser = add_command(commands, "list", _list, LIST)
    add_options(parser, [*PROFILE, LEVEL, *FILTERS[1:], "smoke", "corpus-since", STRENGTH, FORMAT])


def add_show(commands: Commands[Parser]) -> None:
    """Add the command `show`."""
    parser = add_command(commands, "show", _show, SHOW)
    parser.add_argument("id", metavar="ID", help="id of a case or of a requirement")
    add_options(parser, [*PROFILE, FORMAT])


def _list(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.selection import Selection

    selection = Selection(
        levels=tuple(parsed.level),
        patterns=tuple(parsed.select),
        areas=tuple(parsed.area),
        requirements=tuple(parsed.requirement),
        strengths=(parsed.strength,) if parsed.strength else (),
        smoke=parsed.smoke,
        corpus_since=parsed.corpus_since,
    )
    corpus = load_corpus(parsed)
    cases = corpus.select(selection)
    if parsed.format == "json":
        from imagegen_conformance.reports.corpus_entries import case_entry

        print_json("list", corpus.revision, {"cases": list(map(case_entry, cases))})
        return 0
    width = max(len(case.id) for case in cases)
    print_lines(f"{case.id:<{width}}  {case.level:<6}  {case.strength:<6}  {case.description}" for case in cases)
    return 0


def _show(parsed: argparse.Namespace) -> int:
    corpus = load_corpus(parsed)
    requirement = corpus.requirements.get(parsed.id)
    if requirement is not None:
        _show_requirement(corpus, requirement, parsed.format)
    else:
        _show_case(corpus, _case(corpus, parsed.id), parsed.format)
    return 0


def _case(corpus: Corpus, id_: str) -> Case:
    """Return the case with this id, which is not the id of a requirement of the revision.

    Raises:
        UsageError: There is no such case.
    """
    from imagegen_conformance.reports.requirement import describe_validity

    is_elsewhere = corpus.revision not in (corpus.revisions_of(id_) or [corpus.revision])
    if id_ in corpus.by_id or FormerCase.find(corpus.root, id_) or is_elsewhere:
        return corpus.case(id_)  # it raises an error that says what became of a former case, or where a case exists
    if id_ in corpus.definition.other_rules:
        validity = describe_validity(corpus.definition.all_requirements[id_], corpus.profiles)
        problem = f"the requirement {id_} does not exist in {corpus.revision}"
        raise UsageError(problem, hint=f"It exists in {validity}.")
    otherwise = (
        "Run `imagegen-conformance list` for the cases, or `imagegen-conformance coverage` for the requirements."
    )
    hint = did_you_mean(id_, [*corpus.requirements, *corpus.by_id], otherwise)
    raise UsageError(f"no case and no requirement has the id {preview_repr(id_)}", hint=hint)


def _show_requirement(corpus: Corpus, requirement: Requirement, output_format: str | None) -> None:
    from imagegen_conformance.corpus.source_links import SourceLinks
    from imagegen_conformance.reports.corpus_entries import case_entry, requirement_entry
    from imagegen_conformance.reports.requirement import describe_requirement

    cases = [case for case in corpus.cases if case.requirement.id == requirement.id]
    links = SourceLinks.load(corpus.root)
    if output_format == "json":
        entry = requirement_entry(requirement, links, corpus)
        print_json("show", corpus.revision, {"requirement": entry, "cases": list(map(case_entry, cases))})
    else:
        print_lines(describe_requirement(requirement, cases, links, corpus))


def _show_case(corpus: Corpus, case: Case, output_format: str | None) -> None:
    from imagegen_conformance.corpus.source_links import SourceLinks
    from imagegen_conformance.export.cases_file import case_to_json
    from imagegen_conformance.export.subset import CorpusSubset
    from imagegen_conformance.reports.case import describe_case
    from imagegen_conformance.reports.corpus_entries import requirement_entry

    links = SourceLinks.load(corpus.root)
    if output_format == "json":
        entry = requirement_entry(case.requirement, links, corpus)
        subset = CorpusSubset(corpus, patterns=[case.source_id])
        print_json("show", corpus.revision, {"requirement": entry, "case": case_to_json(subset, case)})
    else:
        print_lines(describe_case(case, corpus.prerequisites.of(case), links, corpus))
