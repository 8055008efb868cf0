// Package quality validates the fields quality and output_compression of an image generation tool payload.
package quality

import (
	"encoding/json"
	"math"
	"slices"
)

// Problem is a violation: a JSON Pointer and the id of the requirement.
type Problem struct{ Path, Rule string }

// Validate returns the problems of a payload.
func Validate(payload []byte) (problems []Problem) {
	var fields map[string]any
	if json.Unmarshal(payload, &fields) != nil {
		return []Problem{{"", "payload.type"}}
	}
	quality, present := fields["quality"]
	if present && !slices.Contains([]any{"low", "medium", "high", "auto"}, quality) {
		problems = append(problems, Problem{"/quality", "quality.value"})
	}
	if compression, present := fields["output_compression"]; present {
		if rule := violatedRule(compression, fields["output_format"]); rule != "" {
			problems = append(problems, Problem{"/output_compression", rule})
		}
	}
	return problems
}

func violatedRule(compression, format any) string {
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
