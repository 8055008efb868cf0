use imagegen_conformance_example::validate;
use libtest_mimic::{run, Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::{from_str, json, Value};
use std::{collections::HashMap, env, fs, path::Path};

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
    #[serde(default)]
    long_texts: HashMap<String, Vec<Value>>, // texts and numbers, by turns
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
    let cases = cases.into_iter().map(Case::with_long_texts);
    let trials = cases.map(|case| Trial::test(case.id.clone(), move || check(&case)));
    run(&Arguments::from_args(), trials.collect()).exit()
}

impl Case {
    // Insert the texts for which names stand.
    fn with_long_texts(mut self) -> Self {
        let repeat = |pair: &[Value]| pair[0].as_str().unwrap().repeat(pair[1].as_u64().unwrap() as usize);
        let text = |parts: Vec<Value>| parts.chunks(2).map(repeat).collect::<String>();
        let texts = self.long_texts.drain().map(|(name, parts)| (name, text(parts))).collect();
        self.content = expand(self.content, &texts);
        self.expected = expand(self.expected, &texts);
        self
    }
}

fn expand(value: Value, texts: &HashMap<String, String>) -> Value {
    let full = |text: String| texts.get(&text).cloned().unwrap_or(text);
    match value {
        Value::String(text) => Value::String(full(text)),
        Value::Array(items) => items.into_iter().map(|item| expand(item, texts)).collect(),
        Value::Object(members) => members.into_iter().map(|(key, item)| (full(key), expand(item, texts))).collect(),
        other => other,
    }
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
