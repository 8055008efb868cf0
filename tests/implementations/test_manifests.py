"""The folders of real implementations: manifests, pinned packages and expected failures."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest
from jsonschema import Draft202012Validator

import engines
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.resources import data_directory
from imagegen_conformance.results.expected_failures import ExpectedFailures
from manifest import IMPLEMENTATIONS, PYPI, load_runs

RUNS = load_runs()
NAMES = [
    "openai-go",
    "openai-go-client",
    "openai-java",
    "openai-java-client",
    "ai-sdk-openai",
    "azure-ai-projects-node-sent",
    "azure-ai-projects-node-received",
    "azure-ai-projects-node-client",
    "langchain-openai-node-object",
    "langchain-openai-node-streamed",
    "langchain-openai-node-function",
    "openai-node",
    "openai-node-client",
    "openai-agents-node",
    "portkey-gateway",
    "prism-azure",
    "prism-openai",
    "agent-framework-openai-object",
    "agent-framework-openai-function",
    "agent-framework-foundry-object",
    "agent-framework-foundry-function",
    "azure-agentserver",
    "azure-ai-projects-2.0.0",
    "azure-ai-projects-2.1.0",
    "azure-ai-projects-2.2.0",
    "azure-ai-projects-2.3.0",
    "azure-ai-projects-2.4.0",
    "azure-ai-projects-2.8.0",
    "azure-ai-projects-2.10.0",
    "azure-ai-projects-client-dict",
    "azure-ai-projects-client-object",
    "litellm-openai",
    "litellm-deepseek",
    "openai-lax",
    "openai-strict",
    "openai-parameter",
    "openai-sent",
    "openai-client",
    "openai-agents",
    "openrouter-sent",
    "openrouter-received",
    "pydantic-ai-dimensions",
    "pydantic-ai-tool",
    "smg",
    "smg-gateway",
    "vllm-router",
    "async-openai",
    "strict-schema-jsonschema",
    "strict-schema-jsonschema-rs",
    "strict-schema-ajv",
    "strict-schema-openai-jsonschema",
    "strict-schema-openai-jsonschema-rs",
    "strict-schema-openai-ajv",
]
MANIFESTS = sorted(IMPLEMENTATIONS.glob("*/implementation.json"))
SCHEMA = Draft202012Validator(
    json.loads((data_directory("schemas") / "implementation.schema.json").read_text(encoding="utf-8"))
)
LOCK_FILES = {"npm": "package-lock.json", "go": "go.sum", "maven": "pom.xml", "cargo": "Cargo.lock"}
PROFILES = Profiles.load(data_directory("fixtures"))
FOLDERS_OF_PROVIDERS = ("python-azure-ai-projects", "python-openai")
PACKAGES = {"azure": "azure-ai-projects", "openai": "openai"}
CARGO_REGISTRY = 'source = "registry+https://github.com/rust-lang/crates.io-index"\n'


def test_runs_are_loaded_from_all_folders():
    assert [run.name for run in RUNS] == NAMES


@pytest.mark.parametrize("run", [run for run in RUNS if run.implementation], ids=lambda run: run.name)
def test_python_object_is_importable_from_its_folder_or_a_package(run):
    module, _, name = run.implementation.partition(":")
    file = run.folder / f"{module}.py"
    assert "." in module or f"class {name}" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", MANIFESTS, ids=lambda file: file.parent.name)
def test_manifest_matches_its_schema(file):
    SCHEMA.validate(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "change",
    [
        {"requirements": "requirements.txt"},
        {"python": "3.11"},
        {"registry": "pypi"},
        {"runs": [{"name": "x", "implementation": "x:X", "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": ["./adapter"], "npm": "package-lock.json", "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": ["./adapter"], "package": "x==1.0", "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": [], "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": "./adapter", "levels": ["wire"]}]},
    ],
)
def test_manifest_of_a_program_needs_a_command_and_forbids_python_keys(change):
    manifest = {"name": "x", "registry": "go", "runs": [{"name": "x", "command": ["./adapter"], "levels": ["wire"]}]}
    assert SCHEMA.is_valid(manifest)
    assert not SCHEMA.is_valid(manifest | change)


@pytest.mark.parametrize(
    "change",
    [
        {"package": "x"},
        {"package": "x>=1.0"},
        {"package": "x==1.*"},
        {"requirements": "requirements-2.txt"},  # two files in one environment
    ],
)
def test_package_of_a_run_is_pinned_and_permits_other_requirements(change):
    run = {"name": "x", "implementation": "x:X", "levels": ["wire"]}
    manifest = {"name": "x", "registry": "pypi", "requirements": "requirements.txt", "runs": [run]}
    assert SCHEMA.is_valid(manifest)
    assert SCHEMA.is_valid(manifest | {"runs": [run | {"package": "x==1.0", "requirements": "requirements-2.txt"}]})
    assert not SCHEMA.is_valid(manifest | {"runs": [run | change]})


SERVER = {"name": "x", "url": "http://127.0.0.1:18100/", "start": ["./server"], "levels": ["schema"]}
RELAY = {"relay": True, "upstream_port": 18101}


def manifest_of(run, registry="pypi"):
    return {"name": "x", "registry": registry, "runs": [run]} | (
        {"requirements": "requirements.txt"} if registry == "pypi" else {}
    )


@pytest.mark.parametrize("registry", ["pypi", "npm"])
@pytest.mark.parametrize(
    "addition",
    [
        {},
        RELAY,
        {"large": True, "model": "gpt-4.1", "concurrency": 16},
        {"exit_code": 1},
        {"envelope": "envelope.json"},
        {"environment": {"X_KEY": "local-only"}, "headers": {"Authorization": "X_KEY"}},
    ],
)
def test_manifest_of_a_server_is_valid(registry, addition):
    assert SCHEMA.is_valid(manifest_of(SERVER | addition, registry))


@pytest.mark.parametrize("registry", ["pypi", "npm"])
@pytest.mark.parametrize("relay", [RELAY, {"relay": True}])
def test_manifest_of_a_client_is_valid(registry, relay):
    run = {"name": "x", "command": ["node", "client.mjs"], "levels": ["wire"], **relay}
    assert SCHEMA.is_valid(manifest_of(run, registry))


def test_object_and_adapter_can_be_run_without_variants():
    for subject in ({"implementation": "x:X"}, {"command": ["./adapter"]}):
        run = {"name": "x", "levels": ["wire"], **subject}
        assert SCHEMA.is_valid(manifest_of(run | {"variants": False}))
        assert not SCHEMA.is_valid(manifest_of(run | {"variants": True}))


def test_server_and_client_have_no_variants_to_turn_off():
    client = {"name": "x", "command": ["node", "client.mjs"], "levels": ["wire"], **RELAY}
    for run in (SERVER, client):
        assert not SCHEMA.is_valid(manifest_of(run | {"variants": False}))


@pytest.mark.parametrize(
    "change",
    [
        {"url": None},
        {"start": None},
        {"start": []},
        {"start": "./server"},
        {"command": ["./adapter"]},
        {"implementation": "x:X"},
        {"url": "http://0.0.0.0:18100/"},
        {"url": "http://127.0.0.1:8100/"},
        {"relay": True},
        {"upstream_port": 18101},
        {**RELAY, "upstream_port": 8101},
        {"relay": False, "upstream_port": 18101},
        {"headers": {"Authorization": "X_KEY"}},
        {"environment": {"X KEY": "local-only"}},
        {"model": "gpt-4.1", "envelope": "envelope.json"},
        {"large": False},
        {"concurrency": 0},
        {"exit_code": 0},
        {"exit_code": 1, "expected_failures": "expected-failures.json"},
    ],
)
def test_manifest_of_a_server_with_a_wrong_key_is_invalid(change):
    run = {key: value for key, value in (SERVER | change).items() if value is not None}
    assert not SCHEMA.is_valid(manifest_of(run))


@pytest.mark.parametrize("key", ["url", "envelope", "model", "headers", "concurrency"])
def test_client_has_no_keys_of_a_server(key):
    run = {"name": "x", "command": ["node", "client.mjs"], "levels": ["wire"], **RELAY}
    assert not SCHEMA.is_valid(manifest_of(run | {key: {"headers": {"X": "X"}, "concurrency": 4}.get(key, "x")}))


def ports(run) -> set[int]:
    """Return the ports that the words of a run and its variables contain, and that of the upstream."""
    texts = [run.url, *run.start, *run.variables.values()]
    found = {int(port) for text in texts for port in re.findall(r"\b181\d\d\b", text)}
    return found | ({run.upstream_port} if run.upstream_port else set())


def test_no_two_runs_have_the_same_port():
    used: dict[int, str] = {}
    for run in RUNS:
        # The routes of one gateway have the same start command.
        subject = " ".join(run.start) or run.name
        assert {used.setdefault(port, subject) for port in ports(run)} <= {subject}
        assert ports(run) or not run.url


@pytest.mark.parametrize("run", [run for run in RUNS if run.url], ids=lambda run: run.name)
def test_server_is_started_on_the_port_of_its_url(run):
    port = run.url.split(":")[2].partition("/")[0]
    assert any(word.endswith(port) for word in run.start)


@pytest.mark.parametrize("run", [run for run in RUNS if run.url and run.is_relay], ids=lambda run: run.name)
def test_gateway_is_configured_with_the_address_of_the_upstream(run):
    files = [run.folder / word for word in run.start if (run.folder / word).is_file()]
    texts = [*run.start, *run.variables.values(), *(file.read_text(encoding="utf-8") for file in files)]
    assert any(f"http://127.0.0.1:{run.upstream_port}" in text for text in texts)


@pytest.mark.parametrize("run", [run for run in RUNS if run.headers], ids=lambda run: run.name)
def test_headers_name_variables_of_the_run(run):
    assert set(run.headers.values()) <= run.variables.keys()


def test_envelopes_exist():
    assert [run.name for run in RUNS if run.envelope and not (run.folder / run.envelope).is_file()] == []


def test_mock_server_has_the_plain_schemas():
    folder = IMPLEMENTATIONS / "node-prism"
    spec = importlib.util.spec_from_file_location("openapi_document", folder / "openapi_document.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    runs = {run.start[3]: (run.profile, run.revision) for run in RUNS if run.folder == folder}
    assert runs == module.DOCUMENTS
    for name, (profile, revision) in module.DOCUMENTS.items():
        text = module.openapi_document(profile, revision)
        assert (folder / name).read_text(encoding="utf-8") == text, (
            "run python implementations/node-prism/openapi_document.py"
        )
        assert '"$defs"' not in text
    assert [newest for newest in runs.values() if newest[0] == "openai"] == [
        ("openai", PROFILES.find("openai", None).name)
    ]


def pinned(run) -> list[str]:
    """Return the lines that pin the packages of a run."""
    lines = [*run.requirements.read_text(encoding="utf-8").splitlines(), run.package]
    return [line for line in lines if line and not line.startswith("#")]


def test_each_release_has_its_own_environment():
    environments: dict[str, list[str]] = {}
    for run in RUNS:
        packages = pinned(run) if run.requirements else []
        assert environments.setdefault(run.environment, packages) == packages
    assert {"python-openai", "python-azure-ai-projects-2.10.0", "go-openai"} <= set(environments)


def test_each_run_states_its_profile_and_revision():
    for run in RUNS:
        revision = PROFILES.find(run.profile, run.revision)
        assert (run.profile, run.revision) == (revision.profile, revision.name), run.name


@pytest.mark.parametrize(
    "run", [run for run in RUNS if run.folder.name in FOLDERS_OF_PROVIDERS], ids=lambda run: run.name
)
def test_package_of_a_provider_is_judged_by_the_revision_of_its_release(run):
    package = PACKAGES[run.profile]
    (version,) = (line.partition("==")[2] for line in pinned(run) if line.startswith(f"{package}=="))
    assert PROFILES.find(run.profile, version).name == run.revision


def test_the_strict_schema_of_openai_is_that_of_the_newest_revision():
    newest = PROFILES.find("openai", None)
    for run in RUNS:
        if run.name.startswith("strict-schema-openai-"):
            assert (run.profile, run.revision) == (newest.profile, newest.name)
    assert (engines.OpenAIJsonschema.profile, engines.OpenAIJsonschema.revision) == (newest.profile, newest.name)


@pytest.mark.parametrize("run", [run for run in RUNS if run.requirements], ids=lambda run: run.name)
def test_requirements_pin_every_package(run):
    lines = pinned(run)
    assert lines
    assert [line for line in lines if not re.fullmatch(r'[\w.-]+==[\w.]+(; python_version < "3\.\d+")?', line)] == []


@pytest.mark.parametrize("run", [run for run in RUNS if run.registry != PYPI], ids=lambda run: run.name)
def test_program_has_the_lock_file_of_its_registry(run):
    assert (run.folder / LOCK_FILES[run.registry]).is_file()


@pytest.mark.slow
@pytest.mark.parametrize("run", [run for run in RUNS if run.expected_failures], ids=lambda run: run.name)
def test_expected_failures_belong_to_the_corpus_and_the_run(run):
    corpus = Corpus.load(profile=run.profile, revision=run.revision)
    expected = ExpectedFailures.load(run.expected_failures, corpus)
    assert expected.entries
    cases = [corpus.case(id_) for id_ in expected.entries]
    assert {case.level for case in cases} <= set(run.levels)
    prerequisites = corpus.prerequisites.ids  # those of the cases in the areas are run, too
    assert not run.areas or {case.area for case in cases if case.id not in prerequisites} <= set(run.areas)


def test_npm_packages_are_pinned_without_a_registry():
    locks = sorted(IMPLEMENTATIONS.glob("*/package-lock.json"))
    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        dependencies = json.loads(lock.with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
        assert packages.pop("")["dependencies"] == dependencies
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in dependencies.values())
        assert all("integrity" in package and "resolved" not in package for package in packages.values())


@pytest.mark.parametrize("lock", sorted(IMPLEMENTATIONS.glob("*/Cargo.lock")), ids=lambda lock: lock.parent.name)
def test_cargo_packages_name_only_the_default_registry(lock):
    text = lock.read_text(encoding="utf-8").replace(CARGO_REGISTRY, "")
    assert "://" not in text


@pytest.mark.parametrize("module", sorted(IMPLEMENTATIONS.glob("*/go.mod")), ids=lambda module: module.parent.name)
def test_go_modules_are_not_replaced(module):
    assert "replace" not in module.read_text(encoding="utf-8")


@pytest.mark.parametrize("project", sorted(IMPLEMENTATIONS.glob("*/pom.xml")), ids=lambda project: project.parent.name)
def test_maven_packages_are_pinned_without_a_registry(project):
    text = project.read_text(encoding="utf-8")
    versions = re.findall(r"<version>(.*?)</version>", text)
    assert "<repositor" not in text
    assert versions
    assert [version for version in versions if not re.fullmatch(r"[\d.]+(-\w+)?|\$\{[\w.]+\}", version)] == []
