//! Validates the fields quality and output_compression of an image generation tool payload.

use serde_json::Value;

/// A JSON Pointer and the id of the violated requirement.
pub type Problem = (&'static str, &'static str);

pub fn validate(payload: &Value) -> Vec<Problem> {
    let quality = payload.get("quality").filter(|value| {
        let known = ["low", "medium", "high", "auto"];
        !value.as_str().is_some_and(|quality| known.contains(&quality))
    });
    let compression = payload.get("output_compression");
    let rule = compression.and_then(|value| violated_rule(value, payload.get("output_format")));
    let problems = [quality.map(|_| ("/quality", "quality.value")), rule.map(|rule| ("/output_compression", rule))];
    problems.into_iter().flatten().collect()
}

fn violated_rule(compression: &Value, format: Option<&Value>) -> Option<&'static str> {
    let png = format.is_none_or(|value| value == "png");
    match compression.as_f64() {
        Some(number) if number.fract() != 0.0 => Some("output_compression.type"),
        Some(number) if !(0.0..=100.0).contains(&number) => Some("output_compression.range"),
        Some(number) if number < 100.0 && png => Some("output_compression.png"),
        Some(_) => None,
        None => Some("output_compression.type"),
    }
}
