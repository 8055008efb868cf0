// Package fixtures holds cases for implementations of the image generation tool payload: what to ask, and what may come
// of it.
package fixtures

import (
	"embed"
	"encoding/json"
	"io/fs"
)

//go:embed cases.json manifest.json fixtures schemas
var files embed.FS

// FS has every file: cases.json, manifest.json, fixtures/ and schemas/.
var FS fs.FS = files

// Case is one thing to ask, and what may come of it.
type Case struct {
	ID          string          `json:"id"`
	Level       string          `json:"level"`    // wire, model, schema or semantic
	Strength    string          `json:"strength"` // must, should or may
	Requirement string          `json:"requirement"`
	Description string          `json:"description"`
	Operation   string          `json:"operation"` // parse, parse-text, validate or call
	Content     json.RawMessage `json:"content"`   // the payload, the text as a string, or a Script
	Expected    Expected        `json:"expected"`
	Why         string          `json:"why"`
}

// Expected is what may come of a payload, or of a script, which alone has Steps.
type Expected struct {
	Accepted bool              `json:"accepted"`
	Rejected bool              `json:"rejected"`
	Outputs  []json.RawMessage `json:"outputs"`  // one of these is given back when it is accepted; nil: nothing is asked back
	Reasons  []Reason          `json:"reasons"`  // a rejection names one of these, if it names any; nil: any will do
	Warnings []Reason          `json:"warnings"` // those that are due when it is accepted, just these; nil: nobody asks
	Steps    []StepExpected    `json:"steps"`
}

// Reason is a place in the payload, as a JSON Pointer, and the id of the requirement that says what is wrong there.
type Reason struct {
	Path string `json:"path"`
	Rule string `json:"rule"`
}

// Script is the content of a case whose operation is call.
type Script struct {
	Construct Arguments `json:"construct"`
	Steps     []Step    `json:"steps"`
}

// Arguments are positional and named.
type Arguments struct {
	Args     []json.RawMessage          `json:"args"`
	Keywords map[string]json.RawMessage `json:"keywords"`
}

// Step is one call.
type Step struct {
	Call string `json:"call"`
	Arguments
	On   string   `json:"on"`   // the object that is called; the tool, when empty
	As   string   `json:"as"`   // the name that the result is kept under
	With []string `json:"with"` // kept objects that follow the arguments
}

// StepExpected is what may come of a step: one of these, or nothing but success, when all are nil.
type StepExpected struct {
	Returns          json.RawMessage   `json:"returns"`
	ReturnsUnordered []json.RawMessage `json:"returns_unordered"`
	ReturnsOneOf     []json.RawMessage `json:"returns_one_of"` // of all such lists of a script, one n has to fit
	Raises           json.RawMessage   `json:"raises"`         // a string, or an array of those that may be
}

// Cases gives every case, in the order of the corpus.
func Cases() ([]Case, error) {
	text, err := files.ReadFile("cases.json")
	if err != nil {
		return nil, err
	}
	var content struct {
		Cases []Case `json:"cases"`
	}
	err = json.Unmarshal(text, &content)
	return content.Cases, err
}
