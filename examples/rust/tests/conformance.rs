use imagegen_conformance_example::validate;
use libtest_mimic::{run, Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::{from_str, json, Value};
use std::{env, fs, path::Path};

// The requirements that this implementation claims. It ignores all other fields, so that other cases do not apply.
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
    strength: String,
    content: Value,
    expected: Value,
}

fn main() {
    let folder = env::var("IMAGEGEN_FIXTURES").unwrap_or("../../build/export".into());
    let text = fs::read_to_string(Path::new(&folder).join("cases.json")).expect("an export");
    let mut cases = from_str::<Exported>(&text).expect("cases").cases;
    // No document requires what cases with the strength "may" expect, so they must not fail a test.
    cases.retain(|case| case.operation == "validate" && case.strength != "may");
    cases.retain(|case| CLAIMED.contains(&&*case.requirement));
    for claimed in CLAIMED {
        assert!(cases.iter().any(|case| case.requirement == claimed), "no case of {claimed}");
    }
    let trials = cases.into_iter().map(|case| Trial::test(case.id.clone(), move || check(&case)));
    run(&Arguments::from_args(), trials.collect()).exit()
}

fn check(case: &Case) -> Result<(), Failed> {
    let problems = validate(&case.content);
    let expected = &case.expected;
    let outcome = if problems.is_empty() { "accepted" } else { "rejected" };
    let mut findings = problems.iter().map(|(path, rule)| json!({"path": path, "rule": rule}));
    match expected["reasons"].as_array() {
        _ if expected[outcome] != true => Err(format!("{outcome}: {problems:?}").into()),
        Some(reasons) if !findings.any(|finding| reasons.contains(&finding)) => {
            Err(format!("unexpected reasons: {problems:?}").into())
        }
        _ => Ok(()),
    }
}
