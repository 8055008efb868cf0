//! The adapter for async-openai: it reads JSON into a `Tool`, and writes that as JSON.

use std::io::{self, BufRead, Write};
use std::panic::catch_unwind;

use async_openai::types::responses::Tool;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// The payload stays raw JSON, so that the crate gets exactly what the suite sent.
#[derive(Deserialize)]
struct Request<'a> {
    seq: u64,
    op: &'a str,
    #[serde(borrow, default, deserialize_with = "keep_null")]
    payload: Option<&'a RawValue>,
    text: Option<String>,
}

/// Without this, a null would be read as a missing payload.
fn keep_null<'de: 'a, 'a, D: Deserializer<'de>>(source: D) -> Result<Option<&'a RawValue>, D::Error> {
    Deserialize::deserialize(source).map(Some)
}

#[derive(Serialize)]
struct NumberedResponse<'a> {
    seq: u64,
    #[serde(flatten)]
    response: Response<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Response<'a> {
    Hello {
        protocol: u8,
        name: &'a str,
        version: &'a str,
        language: &'a str,
        levels: [&'a str; 2],
        capabilities: [&'a str; 0],
    },
    Outcome {
        outcome: &'a str,
    },
    Accepted {
        outcome: &'a str,
        output: Box<RawValue>,
    },
    OutcomeWithMessage {
        outcome: &'a str,
        message: String,
    },
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let request: Request = serde_json::from_str(&line).map_err(io::Error::other)?;
        let response = respond(&request);
        serde_json::to_writer(&mut out, &NumberedResponse { seq: request.seq, response })?;
        out.write_all(b"\n")?;
        out.flush()?;
        if request.op == "bye" {
            break;
        }
    }
    Ok(())
}

fn respond<'a>(request: &Request) -> Response<'a> {
    match request.op {
        "hello" => Response::Hello {
            protocol: 1,
            name: "async-openai",
            version: "0.43.0",
            language: "Rust",
            levels: ["wire", "schema"],
            capabilities: [],
        },
        "bye" => Response::Outcome { outcome: "bye" },
        "parse" => {
            let payload = request.payload.map(RawValue::get).or(request.text.as_deref()).unwrap_or_default();
            catch_unwind(|| parse(payload)).unwrap_or_else(|_| outcome("error", "the crate panicked".to_string()))
        }
        other => outcome("unsupported", format!("unknown operation {other}")),
    }
}

fn parse<'a>(payload: &str) -> Response<'a> {
    match serde_json::from_str(payload) {
        Ok(tool @ Tool::ImageGeneration(_)) => match to_raw_value(&tool) {
            Ok(output) => Response::Accepted { outcome: "accepted", output },
            Err(error) => outcome("error", error.to_string()),
        },
        Ok(_) => outcome("rejected", "another kind of tool".to_string()),
        Err(error) => outcome("rejected", error.to_string()),
    }
}

fn outcome<'a>(outcome: &'a str, message: String) -> Response<'a> {
    Response::OutcomeWithMessage { outcome, message }
}
