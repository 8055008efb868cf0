use imagegen_conformance_example::validate;
use libtest_mimic::{run, Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::{from_str, json, value::RawValue, Value};
use std::{env, fs, path::Path};

// What this implementation claims. Cases of other requirements would ask it about what it does not look at.
const CLAIMED: [&str; 4] =
    ["quality.value", "output_compression.type", "output_compression.range", "output_compression.png"];

#[derive(Deserialize)]
struct Exported {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    requirement: String,
    operation: String,
    content: Box<RawValue>, // some hold what serde_json does not take: read when they are asked
    expected: Box<RawValue>,
}

fn main() {
    let folder = env::var("IMAGEGEN_FIXTURES").unwrap_or("../../build/export".into());
    let text = fs::read_to_string(Path::new(&folder).join("cases.json")).expect("an export");
    let mut cases = from_str::<Exported>(&text).expect("cases").cases;
    cases.retain(|case| CLAIMED.contains(&&*case.requirement) && case.operation == "validate");
    for claimed in CLAIMED {
        assert!(cases.iter().any(|case| case.requirement == claimed), "there is no case of {claimed}");
    }
    let trials = cases.into_iter().map(|case| Trial::test(case.id.clone(), move || check(&case)));
    run(&Arguments::from_args(), trials.collect()).exit()
}

fn check(case: &Case) -> Result<(), Failed> {
    let problems = validate(&from_str(case.content.get())?);
    let expected: Value = from_str(case.expected.get())?;
    let verdict = if problems.is_empty() { "accepted" } else { "rejected" };
    let mut told = problems.iter().map(|(path, rule)| json!({"path": path, "rule": rule}));
    match expected["reasons"].as_array() {
        _ if expected[verdict] != true => Err(format!("{verdict}: {problems:?}").into()),
        Some(reasons) if !told.any(|problem| reasons.contains(&problem)) => {
            Err(format!("rejected for another reason: {problems:?}").into())
        }
        _ => Ok(()),
    }
}
