// The adapter for the image generation tool of openai-go: it unmarshals JSON into the parameter of a request, and
// marshals that into JSON, or sends it to the upstream of the suite.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

const module = "github.com/openai/openai-go/v3"

var client = openai.NewClient(
	option.WithAPIKey("unused"),
	option.WithMaxRetries(0),
	option.WithBaseURL(os.Getenv("IMAGEGEN_UPSTREAM")+"/v1"),
)

// The payload stays raw JSON, so that the SDK gets exactly the bytes that the suite sent.
type request struct {
	Seq     int             `json:"seq"`
	Op      string          `json:"op"`
	Payload json.RawMessage `json:"payload"`
	Text    *string         `json:"text"`
	Input   string          `json:"input"`
}

type response struct {
	Seq     int             `json:"seq"`
	Outcome string          `json:"outcome,omitempty"`
	Output  json.RawMessage `json:"output,omitempty"`
	Message string          `json:"message,omitempty"`
	*hello  `json:",omitempty"`
}

type hello struct {
	Protocol     int      `json:"protocol"`
	Name         string   `json:"name"`
	Version      string   `json:"version"`
	Language     string   `json:"language"`
	Levels       []string `json:"levels"`
	Capabilities []string `json:"capabilities"`
}

func main() {
	in := bufio.NewReader(os.Stdin) // a Scanner would limit the length of a line
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var req request
		if err := json.Unmarshal(line, &req); err != nil {
			fmt.Fprintln(os.Stderr, "invalid request:", err)
			os.Exit(1)
		}
		encoded, err := json.Marshal(respond(req))
		if err != nil {
			encoded, _ = json.Marshal(response{Seq: req.Seq, Outcome: "error", Message: err.Error()})
		}
		os.Stdout.Write(append(encoded, '\n'))
		if req.Op == "bye" {
			return
		}
	}
}

func respond(req request) (res response) {
	res.Seq = req.Seq
	defer func() {
		if problem := recover(); problem != nil {
			res = response{Seq: req.Seq, Outcome: "error", Message: fmt.Sprint("panic: ", problem)}
		}
	}()
	switch req.Op {
	case "hello":
		res.hello = &hello{1, "openai-go", version(), "Go", []string{"wire"}, []string{"send"}}
	case "bye":
		res.Outcome = "bye"
	case "parse":
		parse(payloadOf(req), &res)
	case "send":
		send(payloadOf(req), req.Input, &res)
	default:
		res.Outcome, res.Message = "unsupported", "unknown operation "+req.Op
	}
	return res
}

func payloadOf(req request) []byte {
	if req.Text != nil {
		return []byte(*req.Text)
	}
	return []byte(req.Payload)
}

func parse(payload []byte, res *response) {
	var tool responses.ToolImageGenerationParam
	if err := json.Unmarshal(payload, &tool); err != nil {
		res.Outcome, res.Message = "rejected", err.Error()
		return
	}
	output, err := json.Marshal(tool)
	if err != nil {
		res.Outcome, res.Message = "error", err.Error()
		return
	}
	res.Outcome, res.Output = "accepted", output
}

func send(payload []byte, input string, res *response) {
	var tool responses.ToolImageGenerationParam
	if err := json.Unmarshal(payload, &tool); err != nil {
		res.Outcome, res.Message = "rejected", err.Error()
		return
	}
	_, err := client.Responses.New(context.Background(), responses.ResponseNewParams{
		Model: "gpt-5",
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String(input)},
		Tools: []responses.ToolUnionParam{{OfImageGeneration: &tool}},
	})
	if err != nil {
		res.Outcome, res.Message = "error", err.Error()
		return
	}
	res.Outcome = "accepted"
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
