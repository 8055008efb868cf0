//! The image generation tool of async-openai: JSON into a `Tool`, and that into JSON again.

use std::io::{self, BufRead, Write};
use std::panic::catch_unwind;

use async_openai::types::responses::Tool;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// Of a payload, nothing is read here: what the crate gets is what came.
#[derive(Deserialize)]
struct Request<'a> {
    seq: u64,
    op: &'a str,
    #[serde(borrow, default, deserialize_with = "kept")]
    payload: Option<&'a RawValue>,
    text: Option<String>,
}

/// A null is a payload; only a missing one is none.
fn kept<'de: 'a, 'a, D: Deserializer<'de>>(source: D) -> Result<Option<&'a RawValue>, D::Error> {
    Deserialize::deserialize(source).map(Some)
}

#[derive(Serialize)]
struct Message<'a> {
    seq: u64,
    #[serde(flatten)]
    answer: Answer<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Hello {
        protocol: u8,
        name: &'a str,
        version: &'a str,
        language: &'a str,
        levels: [&'a str; 2],
        features: [&'a str; 0],
    },
    Outcome {
        outcome: &'a str,
    },
    Accepted {
        outcome: &'a str,
        output: Box<RawValue>,
    },
    Told {
        outcome: &'a str,
        message: String,
    },
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let request: Request = serde_json::from_str(&line).map_err(io::Error::other)?;
        let answer = ask(&request);
        serde_json::to_writer(&mut out, &Message { seq: request.seq, answer })?;
        out.write_all(b"\n")?;
        out.flush()?;
        if request.op == "bye" {
            break;
        }
    }
    Ok(())
}

fn ask<'a>(request: &Request) -> Answer<'a> {
    match request.op {
        "hello" => Answer::Hello {
            protocol: 1,
            name: "async-openai",
            version: "0.43.0",
            language: "Rust",
            levels: ["wire", "schema"],
            features: [],
        },
        "bye" => Answer::Outcome { outcome: "bye" },
        "parse" => {
            let payload = request.payload.map(RawValue::get).or(request.text.as_deref()).unwrap_or_default();
            catch_unwind(|| parse(payload)).unwrap_or_else(|_| told("error", "it panicked".to_string()))
        }
        other => told("unsupported", format!("no {other}")),
    }
}

fn parse<'a>(payload: &str) -> Answer<'a> {
    match serde_json::from_str(payload) {
        Ok(tool @ Tool::ImageGeneration(_)) => match to_raw_value(&tool) {
            Ok(output) => Answer::Accepted { outcome: "accepted", output },
            Err(error) => told("error", error.to_string()),
        },
        Ok(_) => told("rejected", "this is another tool".to_string()),
        Err(error) => told("rejected", error.to_string()),
    }
}

fn told<'a>(outcome: &'a str, message: String) -> Answer<'a> {
    Answer::Told { outcome, message }
}
