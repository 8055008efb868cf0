package quality

import (
	"slices"
	"testing"

	fixtures "imagegen-conformance/fixtures"
)

// What this implementation claims. Cases of other requirements would ask it about what it does not look at.
var claimed = []string{"quality.value", "output_compression.type", "output_compression.range", "output_compression.png"}

func TestConformance(t *testing.T) {
	cases, err := fixtures.Cases()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, one := range cases {
		if slices.Contains(claimed, one.Requirement) && one.Operation == "validate" {
			found[one.Requirement] = true
			t.Run(one.ID, func(t *testing.T) { check(t, one.Expected, Validate(one.Content)) })
		}
	}
	if len(found) != len(claimed) {
		t.Errorf("there are cases of %v alone", found)
	}
}

func check(t *testing.T, expected fixtures.Expected, problems []Problem) {
	named := func(reason fixtures.Reason) bool { return slices.Contains(problems, Problem(reason)) }
	switch {
	case len(problems) == 0 && !expected.Accepted, len(problems) > 0 && !expected.Rejected:
		t.Errorf("found %v", problems)
	case len(problems) > 0 && expected.Reasons != nil && !slices.ContainsFunc(expected.Reasons, named):
		t.Errorf("rejected for another reason: %v", problems)
	}
}
