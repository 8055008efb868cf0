"""Invalid attributes of the test class: collection errors on one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
Write = Callable[..., None]
LOW = "quality/values/low:wire"
SELECT = "select = ('quality/values',)"
DROPS_LOW = "implementation = faulty.drops_low"
SHOULD_CASE = "select = ('raw/lenient/nan',)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ([SELECT], "TestMine: no implementation is given. Set the attribute `implementation`."),
        (["implementation = 3"], "TestMine: *no adapter fits this *int*. *"),
        ([DROPS_LOW, "levels = 'wire'"], "TestMine: `levels` is 'wire'. Set it to a tuple of strings."),
        ([DROPS_LOW, "levels = (1,)"], "TestMine: `levels` is (1,). Set it to a tuple of strings."),
        ([DROPS_LOW, "levels = ('wires',)"], "TestMine: `levels` names the unknown level 'wires'. Did you mean wire?"),
        ([DROPS_LOW, "levels = ('model',)"], "TestMine: `levels` names the unknown level 'model'. Did you mean object?"),
        ([DROPS_LOW, "levels = ('x',)"], "TestMine: `levels` names the unknown level 'x'. Choose from wire, object, schema, semantic."),
        ([DROPS_LOW, "fail_on = 'may'"], "TestMine: `fail_on` is 'may'. Set it to 'must' or 'should'."),
        ([DROPS_LOW, "fail_on = ['must']"], "TestMine: `fail_on` is [[]'must'[]]. Set it to 'must' or 'should'."),
        ([DROPS_LOW, "strength = 'should'"], "TestMine: unknown attribute `strength`. Did you mean fail_on?"),
        ([DROPS_LOW, "expected = 'expected.json'"], "TestMine: unknown attribute `expected`. Did you mean expected_failures?"),
        ([DROPS_LOW, "select = 'quality'"], "TestMine: `select` is 'quality'. Set it to a tuple of strings."),
        ([DROPS_LOW, "select = ('qualities',)"], "TestMine: no case matches 'qualities'. *"),
        ([DROPS_LOW, SELECT, "levels = ('object',)"], "TestMine: no case *level object. *"),
        (["implementation = faulty.tool"], "TestMine: *instance of ImageGenTool. Name the class instead."),
        (["implementation = faulty.WithoutLevels"], "TestMine: 'faulty:WithoutLevels': invalid levels (). *"),
        (["implementation = faulty.validator", f"select = ({LOW!r},)"],
         "TestMine: no case would be judged. The implementation claims schema. Set `levels`, or change `select`."),
        ([DROPS_LOW, SHOULD_CASE],
         "TestMine: no gating case would be judged: all selected cases have a strength below must. Set `fail_on`, or change `select`."),
        ([DROPS_LOW, "expected_failures = 'nowhere.json'"], "TestMine: *nowhere.json: the file does not exist. Check the path."),
        ([DROPS_LOW, "expected_failures = ['known.json']"],
         "TestMine: `expected_failures` is [[]'known.json'[]]. Set it to the path of a file."),
        ([DROPS_LOW, "expected_failures = ''"], "TestMine: `expected_failures` is ''. Set it to the path of a file."),
        (["implementation = 'adapter:Name'"],
         "TestMine: `implementation` is a string, 'adapter:Name'. Import the object and assign it."),
        ([DROPS_LOW, "level = ['wire']"], "TestMine: unknown attribute `level`. Did you mean levels?"),
        ([DROPS_LOW, "isolated = True"], "TestMine: unknown attribute `isolated`. Did you mean isolate?"),
        ([DROPS_LOW, "rejections = ()"], "TestMine: unknown attribute `rejections`. Did you mean rejection_types?"),
        ([DROPS_LOW, "areas = ['size']"], "TestMine: unknown attribute `areas`. Did you mean select?"),
        ([DROPS_LOW, "rejection = ValueError"], "TestMine: unknown attribute `rejection`. Did you mean rejection_types?"),
        ([DROPS_LOW, "levels = ('wire',)", "level = 'object'"], "TestMine: unknown attribute `level`. Did you mean levels?"),
        ([DROPS_LOW, "rejection_type = ()"], "TestMine: unknown attribute `rejection_type`. Did you mean rejection_types?"),
        ([DROPS_LOW, SELECT, "corpus_since = 1"], "TestMine: `corpus_since` is 1. Set it to a version of the suite as a string."),
        ([DROPS_LOW, SELECT, "corpus_since = '99'"], "TestMine: the version 99 is newer than this suite, *"),
        ([DROPS_LOW, SELECT, "corpus_since = '0.0.1'"], "TestMine: no case matches all filters. Remove a filter. *"),
        ([DROPS_LOW, "isolate = 'yes'"], "TestMine: `isolate` is 'yes'. Set it to True or False."),
        ([DROPS_LOW, "rejection_types = ValueError"],
         "TestMine: `rejection_types` is <class 'ValueError'>. Set it to a tuple of exception classes."),
        ([DROPS_LOW, "rejection_types = ('ValueError',)"],
         "TestMine: `rejection_types` is ('ValueError',). Set it to a tuple of exception classes."),
        (["implementaton = faulty.drops_low"], "TestMine: unknown attribute `implementaton`. Did you mean implementation?"),
        ([DROPS_LOW, "level = ('wire',)"], "TestMine: unknown attribute `level`. Did you mean levels?"),
        ([DROPS_LOW, "selects = ('quality',)"], "TestMine: unknown attribute `selects`. Did you mean select?"),
        ([DROPS_LOW, "expected_failure = 'known.json'"],
         "TestMine: unknown attribute `expected_failure`. Did you mean expected_failures?"),
    ],
)  # fmt: skip
def test_invalid_attribute_is_a_collection_error_on_one_line(
    run: Run, mine: Write, attributes: list[str], message: str
) -> None:
    mine(*attributes)
    result = run(None)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting*", message, "*short test summary info*"], consecutive=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED


@pytest.mark.parametrize(
    ("attribute", "hint"),
    [
        ("smoke = True", "run pytest with --imagegen-impl and --imagegen-smoke"),
        ("evidence = 'e.ndjson'", "run pytest with --imagegen-impl and --imagegen-evidence"),
        ("variants = True", "run pytest with --imagegen-impl and --imagegen-variants"),
        ("repeat = 2", "run pytest with --imagegen-impl and --imagegen-repeat"),
        ("requirements = ()", "run pytest with --imagegen-impl and --imagegen-requirement"),
        ("timeout = 3", "run pytest with --imagegen-impl and --imagegen-isolate and --imagegen-timeout"),
        ("seed = 3", "run pytest with --imagegen-impl and --imagegen-generate and --imagegen-seed"),
        ("command = 'x'", "run pytest with --imagegen-command"),
        ("shuffle = 3", "use the option --shuffle of `imagegen-conformance run`"),
    ],
)
def test_option_of_a_run_that_the_class_lacks_is_a_collection_error(
    run: Run, mine: Write, attribute: str, hint: str
) -> None:
    mine(DROPS_LOW, SELECT, attribute)
    result = run(None)
    result.assert_outcomes(errors=1)
    name = attribute.partition(" ")[0]
    result.stdout.fnmatch_lines([f"TestMine: unknown attribute `{name}`. Remove it, or {hint}."])


@pytest.mark.parametrize(
    "attribute",
    [
        "selector = 1",
        "labels = ()",
        "expected_values = 1",
        "_levels = ()",
        "selects = print",
        "timeout = print",
        "select = (LOW,); selects = 1",
    ],
)
def test_own_attribute_is_accepted(run: Run, mine: Write, attribute: str) -> None:
    mine("implementation = faulty.identity", f"LOW = {LOW!r}", "select = (LOW,)", attribute)
    run(None).assert_outcomes(passed=2)
