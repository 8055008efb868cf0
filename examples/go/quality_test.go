package quality

import (
	"slices"
	"testing"

	fixtures "imagegen-conformance/fixtures"
)

// The requirements that this implementation claims. It ignores all other fields, so that other cases do not apply.
var claimed = []string{"quality.value", "output_compression.type", "output_compression.range", "output_compression.png"}

func TestConformance(t *testing.T) {
	cases, err := fixtures.Cases()
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string]bool{}
	for _, c := range cases {
		if slices.Contains(claimed, c.Requirement) && c.Operation == "validate" && c.Strength != "may" { // may never gates
			tested[c.Requirement] = true
			t.Run(c.ID, func(t *testing.T) { check(t, c.Expected, Validate(c.Content)) })
		}
	}
	if len(tested) != len(claimed) {
		t.Errorf("only these requirements have cases: %v", tested)
	}
}

func check(t *testing.T, expected fixtures.Expected, problems []Problem) {
	reported := func(finding fixtures.Finding) bool { return slices.Contains(problems, Problem(finding)) }
	switch {
	case len(problems) == 0 && !expected.Accepted, len(problems) > 0 && !expected.Rejected:
		t.Errorf("unexpected result: %v", problems)
	case len(problems) > 0 && expected.Reasons != nil && !slices.ContainsFunc(expected.Reasons, reported):
		t.Errorf("unexpected reasons: %v", problems)
	}
}
