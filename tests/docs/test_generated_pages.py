"""The generated parts of the site."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from documents import CHECKOUT, read

sys.path.insert(0, str(CHECKOUT / "docs" / "_ext"))

import corpus_pages
import link_check
import profile_pages
import repository_links
from command_line_page import command_line, commands
from generated_pages import CONTENT, insert_generated
from imagegen_conformance.corpus.corpus import Corpus


def test_every_command_has_a_section():
    text = command_line()
    names = [parser.prog.partition(" ")[2] for parser in commands()]
    assert {"run", "verify", "protocol check", "corpus lint"} <= set(names)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == names


def test_every_option_has_a_row():
    text = command_line()
    for parser in commands():
        section = text.partition(f"## {parser.prog.partition(' ')[2]}\n")[2].partition("\n## ")[0]
        for action in parser._actions:
            if action.option_strings and action.dest != "help":
                assert f"`{action.option_strings[0]}" in section, (parser.prog, action.option_strings)


@pytest.mark.parametrize("parser", commands(), ids=lambda parser: parser.prog)
def test_examples_of_a_command_are_valid(parser):
    """The options of each example are parsed; nothing is run."""
    examples = [line.strip() for line in (parser.epilog or "").splitlines() if line.startswith("  ")]
    assert examples
    for example in examples:
        assert example.startswith(parser.prog)
        parser.parse_args(shlex.split(example.removeprefix(parser.prog)))


def test_every_requirement_has_an_anchor():
    corpus, text = Corpus.load(), corpus_pages.requirements()
    for id_ in corpus.definition.all_requirements:
        assert f"### `{id_}`" in text
    anchors = re.findall(r"^\((rule-.*)\)=$", text, re.MULTILINE)
    assert len(set(anchors)) == len(corpus.definition.all_requirements)


def test_requirement_says_where_it_holds_and_how_to_list_its_cases():
    section = corpus_pages.requirements().partition("### `svg.type`\n")[2].partition("\n### ")[0]
    assert "- Holds in: openai since 2026-11-04.\n" in section
    assert "`imagegen-conformance list --profile openai --requirement svg.type` lists them." in section


def test_requirement_has_its_strengths_and_where_each_applies():
    text = corpus_pages.requirements()
    section = text.partition("### `background.transparent-format`\n")[2].partition("\n### ")[0]
    assert "- Strength: should. Otherwise, in azure since 2.8; openai since 2026-05-06: must.\n" in section
    section = text.partition("### `svg.type`\n")[2].partition("\n### ")[0]
    assert "- Strength: must.\n" in section


def test_every_requirement_has_the_kinds_of_its_sources():
    text = corpus_pages.requirements()
    lines = [line for line in text.splitlines() if line.startswith("- Kinds of sources: ")]
    assert len(lines) == len(Corpus.load().definition.all_requirements)
    section = text.partition("### `wire.round-trip`\n")[2].partition("\n### ")[0]
    assert "- Kinds of sources: definition of the level." in section
    assert "(levels.md#wire)" in section


def test_every_definition_that_a_requirement_cites_is_a_heading():
    text = read("docs/reference/levels.md")
    for requirement in Corpus.load().requirements.values():
        for source in requirement.sources:
            if source.document == "levels":
                assert f"\n## {source.section}\n" in text, requirement.id


def test_every_model_limit_has_a_row():
    text = corpus_pages.model_limits()
    assert (
        "| width and height are multiples of 16 | [`size.gpt-image-2.multiple-of-16`](#rule-size-gpt-image-2-multiple-of-16) |"
        in text
    )
    anchors = set(re.findall(r"\(#(rule-[^)]*)\)", text))
    assert anchors <= set(re.findall(r"^\((rule-.*)\)=$", corpus_pages.requirements(), re.MULTILINE))


def test_every_revision_has_a_row():
    text = profile_pages.revisions()
    for revision in Corpus.load().profiles.revisions:
        assert re.search(rf"^\| `{revision.name}`( \(default\))? \| {revision.date} \| ", text, re.MULTILINE)
        assert f" | {revision.summary} |" in text
    assert text.count(" (default) |") == 2
    assert "| `2.3` (default) | 2026-07-01 | 2.3.0 to 2.7.0 |" in text
    assert text.index("It is the default profile.") < text.index("### openai")


@pytest.mark.parametrize("name", CONTENT)
def test_content_is_inserted_on_one_page(name):
    marker = f"<!-- generated: {name} -->"
    pages = [path for path in (CHECKOUT / "docs").rglob("*.md") if f"\n{marker}\n" in path.read_text(encoding="utf-8")]
    (page,) = [path for path in pages if path.parent.name in {"explanation", "reference"}]
    text = insert_generated(read(page.relative_to(CHECKOUT).as_posix()))
    assert marker not in text
    assert "\n## " in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](../reference/cli.md#run)", "[a](/reference/cli.md#run)"),
        ("[a](../../schemas/cases.schema.json)", "[a](REPOSITORY/blob/main/schemas/cases.schema.json)"),
        ("[a](../../examples)", "[a](REPOSITORY/tree/main/examples)"),
        ("[a](../../CHANGELOG.md)", "[a](/changelog.md)"),
        ("[a](https://example.com)", "[a](https://example.com)"),
    ],
)
def test_links_out_of_the_site_lead_to_the_repository(text, expected):
    address = repository_links.repository_url()
    assert repository_links.rewrite_links(text, "docs/how-to") == expected.replace("REPOSITORY", address)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<a href="nothing.html">x</a>', "nothing.html: the file does not exist"),
        ('<a href="#nothing">x</a>', "#nothing: the anchor does not exist"),
        ('<a href="http://example.com">x</a>', "http://example.com: the scheme is http, not https"),
        ('<a href="https://nowhere">x</a>', "https://nowhere: the address is malformed"),
        ('<a href="index.html#here" id="here">x</a>', ""),
        ('<a href="https://example.com">x</a>', ""),
    ],
)
def test_broken_link_of_the_site_is_found(tmp_path: Path, html, problem):
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    assert "\n".join(link_check.problems(tmp_path)) == (problem and f"index.html: {problem}")


def test_link_check_fails_for_a_missing_site(tmp_path, capsys):
    assert link_check.main(str(tmp_path / "nothing")) == 2
    assert "make docs" in capsys.readouterr().out


def test_link_check_reports_the_number_of_problems(tmp_path, capsys):
    (tmp_path / "index.html").write_text('<a href="x.html">', encoding="utf-8")
    assert link_check.main(str(tmp_path)) == 1
    assert capsys.readouterr().out == "index.html: x.html: the file does not exist\n1 broken links\n"
