// Package fixtures contains test cases for implementations of the image generation tool payload.
package fixtures

import (
	"bytes"
	"embed"
	"encoding/json"
	"io/fs"
)

//go:embed cases.json cases-lenient.json manifest.json fixtures schemas
var files embed.FS

// FS contains cases.json, cases-lenient.json, manifest.json, fixtures/ and schemas/.
var FS fs.FS = files

// Case is a request and its expected outcome.
type Case struct {
	ID           string `json:"id"`
	Area         string `json:"area"`     // the first part of the id
	Level        string `json:"level"`    // wire, object, schema or semantic
	Strength     string `json:"strength"` // must, should or may; a test must not fail for a may case
	Requirement  string `json:"requirement"`
	Smoke        bool   `json:"smoke"`         // whether the case belongs to the smoke list
	RepairedCase string `json:"repaired_case"` // for an illegal payload: the case with the payload after its repair
	RepairOf     string `json:"repair_of"`     // for a repaired payload: the case with the illegal payload
	// Prerequisites are the ids of the plain cases that the case depends on. If one of them fails, the case says nothing.
	Prerequisites []string `json:"prerequisites"`
	// Revisions are the revisions, by profile, in which the same request has the same expectation; nil: all revisions.
	Revisions map[string][]string `json:"revisions"`

	Description string          `json:"description"`
	Operation   string          `json:"operation"` // parse, parse-text, validate or call
	Content     json.RawMessage `json:"content"`   // a payload, a text as a JSON string, or a CallSequence
	Expected    Expected        `json:"expected"`
	Rationale   string          `json:"rationale"` // why the outcome is expected, if that is not obvious
}

// Expected lists the permitted outcomes of a payload, or the results of a call sequence, which only has Steps.
type Expected struct {
	Accepted bool `json:"accepted"`
	Rejected bool `json:"rejected"`
	// AcceptanceStrength is the strength of a failure to accept, if Rejected is true and the payload is legal, but less
	// certainly than the case binds.
	AcceptanceStrength string `json:"acceptance_strength"`

	Outputs  []json.RawMessage `json:"outputs"`  // an accepted payload is returned as one of these; nil: no output is requested
	Reasons  []Finding         `json:"reasons"`  // a rejection that names reasons names at least one of these; nil: any reason is permitted
	Warnings []Finding         `json:"warnings"` // exactly the warnings of an accepted payload; nil: warnings are not compared
	Steps    []StepExpectation `json:"steps"`
}

// Finding is a place in the payload, as a JSON Pointer, and the id of the requirement that the value breaks or that a
// warning is about.
type Finding struct {
	Path string `json:"path"`
	Rule string `json:"rule"`
}

// CallSequence is the content of a case whose operation is call.
type CallSequence struct {
	Construct Arguments `json:"construct"`
	Steps     []Step    `json:"steps"`
}

// Arguments are positional arguments and keyword arguments.
type Arguments struct {
	Args   []json.RawMessage          `json:"args"`
	Kwargs map[string]json.RawMessage `json:"kwargs"`
}

// Step is a call of a method.
type Step struct {
	Method string `json:"method"`
	Arguments
	Target     string   `json:"target"`      // the saved object whose method is called; the tool, if empty
	SaveAs     string   `json:"save_as"`     // the name under which the result is saved
	ObjectArgs []string `json:"object_args"` // saved objects that follow the positional arguments
}

// StepExpectation has at most one field that is not nil; if all are nil, the step only has to succeed.
type StepExpectation struct {
	Returns          json.RawMessage   `json:"returns"`
	ReturnsUnordered []json.RawMessage `json:"returns_unordered"` // the items of the returned array, in any order
	ReturnsOneOf     []json.RawMessage `json:"returns_one_of"`    // the n-th values of a call sequence belong together: one n fits all steps
	Raises           json.RawMessage   `json:"raises"`            // the name of an error, or an array of permitted names
}

// Cases returns the cases that every JSON parser can read, in the order of the corpus, with long texts in full.
func Cases() ([]Case, error) { return read("cases.json") }

// LenientCases returns the other cases. They contain unpaired surrogates, U+0000, integers beyond 64 bits, or deeply
// nested values.
func LenientCases() ([]Case, error) { return read("cases-lenient.json") }

func read(name string) ([]Case, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var content struct {
		Cases []json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, err
	}
	cases := make([]Case, len(content.Cases))
	for i, compact := range content.Cases {
		expanded, err := ExpandLongTexts(compact)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(expanded, &cases[i]); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// ExpandLongTexts returns a case of cases.json with its long texts in full.
func ExpandLongTexts(compact json.RawMessage) (json.RawMessage, error) {
	if !bytes.Contains(compact, []byte(`"long_texts"`)) {
		return compact, nil
	}
	var content struct {
		LongTexts map[string][]json.RawMessage `json:"long_texts"` // texts and numbers, by turns
	}
	if err := json.Unmarshal(compact, &content); err != nil {
		return nil, err
	}
	for name, parts := range content.LongTexts {
		// The texts stay JSON, because a string of Go cannot contain unpaired surrogates.
		text := []byte{'"'}
		for i := 0; i+1 < len(parts); i += 2 {
			var count int
			if err := json.Unmarshal(parts[i+1], &count); err != nil {
				return nil, err
			}
			text = append(text, bytes.Repeat(parts[i][1:len(parts[i])-1], count)...)
		}
		compact = bytes.ReplaceAll(compact, []byte(`"`+name+`"`), append(text, '"'))
	}
	return compact, nil
}
