// The image generation tool of openai-go: JSON into the parameter of a request, and that into JSON again.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/openai/openai-go/v3/responses"
)

const module = "github.com/openai/openai-go/v3"

// Of a payload, nothing is read here: what the SDK gets is what came.
type request struct {
	Seq     int             `json:"seq"`
	Op      string          `json:"op"`
	Payload json.RawMessage `json:"payload"`
	Text    *string         `json:"text"`
}

type answer struct {
	Seq      int             `json:"seq"`
	Outcome  string          `json:"outcome,omitempty"`
	Output   json.RawMessage `json:"output,omitempty"`
	Message  string          `json:"message,omitempty"`
	*subject `json:",omitempty"`
}

type subject struct {
	Protocol int      `json:"protocol"`
	Name     string   `json:"name"`
	Version  string   `json:"version"`
	Language string   `json:"language"`
	Levels   []string `json:"levels"`
	Features []string `json:"features"`
}

func main() {
	in := bufio.NewReader(os.Stdin) // not a Scanner, whose lines have a limit
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			fmt.Fprintln(os.Stderr, "no request:", err)
			os.Exit(1)
		}
		told, err := json.Marshal(ask(asked))
		if err != nil {
			told, _ = json.Marshal(answer{Seq: asked.Seq, Outcome: "error", Message: err.Error()})
		}
		os.Stdout.Write(append(told, '\n'))
		if asked.Op == "bye" {
			return
		}
	}
}

func ask(asked request) (told answer) {
	told.Seq = asked.Seq
	defer func() {
		if problem := recover(); problem != nil {
			told = answer{Seq: asked.Seq, Outcome: "error", Message: fmt.Sprint("panic: ", problem)}
		}
	}()
	switch asked.Op {
	case "hello":
		told.subject = &subject{1, "openai-go", version(), "Go", []string{"wire"}, []string{}}
	case "bye":
		told.Outcome = "bye"
	case "parse":
		payload := []byte(asked.Payload)
		if asked.Text != nil {
			payload = []byte(*asked.Text)
		}
		parse(payload, &told)
	default:
		told.Outcome, told.Message = "unsupported", "no "+asked.Op
	}
	return told
}

func parse(payload []byte, told *answer) {
	var tool responses.ToolImageGenerationParam
	if err := json.Unmarshal(payload, &tool); err != nil {
		told.Outcome, told.Message = "rejected", err.Error()
		return
	}
	output, err := json.Marshal(tool)
	if err != nil {
		told.Outcome, told.Message = "error", err.Error()
		return
	}
	told.Outcome, told.Output = "accepted", output
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return "unknown"
}
