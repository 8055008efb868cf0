// Package quality looks at quality and output_compression of an image generation tool payload, and at nothing else.
package quality

import (
	"encoding/json"
	"math"
	"slices"
)

// Problem is what is wrong: the place, as a JSON Pointer, and the rule that says so.
type Problem struct{ Path, Rule string }

// Validate gives what is wrong with a payload.
func Validate(payload []byte) (problems []Problem) {
	var fields map[string]any
	if json.Unmarshal(payload, &fields) != nil {
		return []Problem{{"", "payload.type"}}
	}
	quality, given := fields["quality"]
	if given && !slices.Contains([]any{"low", "medium", "high", "auto"}, quality) {
		problems = append(problems, Problem{"/quality", "quality.value"})
	}
	if compression, given := fields["output_compression"]; given {
		if rule := broken(compression, fields["output_format"]); rule != "" {
			problems = append(problems, Problem{"/output_compression", rule})
		}
	}
	return problems
}

func broken(compression, format any) string {
	number, ok := compression.(float64)
	switch {
	case !ok || number != math.Trunc(number):
		return "output_compression.type"
	case number < 0 || number > 100:
		return "output_compression.range"
	case number < 100 && (format == nil || format == "png"):
		return "output_compression.png"
	}
	return ""
}
