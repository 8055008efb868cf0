/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Level = "wire" | "object" | "schema" | "semantic";
/** A test must not fail for a case whose strength is "may", even if the case permits a single outcome. */
export type Strength = "must" | "should" | "may";

/** The names of revisions, by the name of their profile, from the oldest to the newest. */
export interface Revisions {
  readonly [profile: string]: readonly string[];
}

/** For each profile, from the revision `since` on, and before the revision `until`; in no other profile. */
export interface Ranges {
  readonly [profile: string]: { readonly since?: string; readonly until?: string };
}

/** A place in the payload, as a JSON Pointer, and the id of the requirement that the value breaks or that a warning is about. */
export interface Finding {
  readonly path: string;
  readonly rule: string;
}

/** The permitted outcomes of a payload. */
export interface ExpectedOutcome {
  readonly accepted: boolean;
  readonly rejected: boolean;
  /** The strength of a failure to accept, if `rejected` is true and the payload is legal, but less certainly than the case binds. */
  readonly acceptance_strength?: "should" | "may";
  /** An accepted payload is returned as one of these, as `equalJson` compares. Missing if no output is requested. */
  readonly outputs?: readonly Json[];
  /** A rejection that names reasons names at least one of these. Missing if any reason is permitted. */
  readonly reasons?: readonly Finding[];
  /** Exactly the warnings of an accepted payload. Missing if warnings are not compared. */
  readonly warnings?: readonly Finding[];
}

export type ErrorName = "missing-key" | "missing-attribute" | "invalid-arguments" | "invalid-value";

/** The expected result of a step: at most one of these; without any, the step only has to succeed. */
export interface StepExpectation {
  readonly returns?: Json;
  /** The items of the returned array, in any order. */
  readonly returns_unordered?: readonly Json[];
  /** All such arrays of a call sequence have the same length, and their n-th values belong together. */
  readonly returns_one_of?: readonly Json[];
  readonly raises?: ErrorName | readonly ErrorName[];
}

/** The expected results of a call sequence, one for each step. */
export interface ExpectedSteps {
  readonly steps: readonly StepExpectation[];
}

/** A call of a method. */
export interface Step {
  readonly method: string;
  readonly args?: readonly Json[];
  readonly kwargs?: { readonly [name: string]: Json };
  /** The saved object whose method is called. The tool, if missing. */
  readonly target?: string;
  /** The name under which the result is saved. */
  readonly save_as?: string;
  /** Saved objects that follow the positional arguments. */
  readonly object_args?: readonly string[];
}

/** The construction of a tool, and calls of its methods. */
export interface CallSequence {
  readonly construct: { readonly args?: readonly Json[]; readonly kwargs?: { readonly [name: string]: Json } };
  readonly steps: readonly Step[];
}

interface CaseBase {
  /** Stable: an id is never used for another case. */
  readonly id: string;
  /** The first part of the id. */
  readonly area: string;
  readonly level: Level;
  readonly strength: Strength;
  readonly requirement: string;
  /** The revisions in which the same request has the same expectation. Missing if these are all revisions. */
  readonly revisions?: Revisions;
  /** Whether the case belongs to the smoke list: a small set of cases that detects as many faults as all cases do. */
  readonly smoke: boolean;
  /** For an illegal payload: the id of the case with the same payload after its repair, which has to be accepted. */
  readonly repaired_case?: string;
  /** For a repaired payload: the id of the case with the illegal payload. */
  readonly repair_of?: string;
  /** The ids of the plain cases that the case depends on. If one of them fails, the case says nothing. */
  readonly prerequisites: readonly string[];
  readonly description: string;
  /** Why the outcome is expected, if that is not obvious. */
  readonly rationale?: string;
}

/** `content` is a payload. Pass a copy of it to the implementation. */
export interface PayloadCase extends CaseBase {
  readonly operation: "parse" | "validate";
  readonly content: Json;
  readonly expected: ExpectedOutcome;
}

/** `content` is a text, which may be invalid JSON. */
export interface TextCase extends CaseBase {
  readonly operation: "parse-text";
  readonly content: string;
  readonly expected: ExpectedOutcome;
}

/** `content` is a call sequence. */
export interface CallCase extends CaseBase {
  readonly operation: "call";
  readonly content: CallSequence;
  readonly expected: ExpectedSteps;
}

export type Case = PayloadCase | TextCase | CallCase;

/** A case as it is written in `cases.json`: `content` and `expected` contain names in place of long texts. */
export type CompactCase = Case & {
  /** For each name, texts and numbers by turns: each text is repeated as often as the number after it says. */
  readonly long_texts?: { readonly [name: string]: readonly (string | number)[] };
};

export interface Source {
  readonly document: string;
  readonly section: string;
  readonly sentences?: readonly number[];
}

export interface Requirement {
  readonly id: string;
  readonly level: Level;
  readonly strength: Strength;
  readonly statement: string;
  readonly sources: readonly Source[];
  /** The strengths in revisions in which it binds more or less firmly than `strength` says. */
  readonly other_strengths?: readonly { readonly strength: Strength; readonly profiles: Ranges }[];
  /** Where it holds. Missing if it holds everywhere. */
  readonly profiles?: Ranges;
  /** The payload field whose legal values it defines. */
  readonly defines?: string;
  /** The payload fields that it relates to each other. A reason may point to any of them, or to the payload itself. */
  readonly fields?: readonly string[];
  /** Why it has no case. */
  readonly exclusion?: string;
}

export interface Manifest {
  readonly suite: string;
  /** The profile and the revision of the cases. */
  readonly profile: string;
  readonly revision: string;
  readonly levels: readonly Level[];
  /** The SHA-256 of the fixtures, as in evidence of a run with them. */
  readonly corpus_sha256: string;
  readonly counts: {
    readonly requirements: number;
    readonly source_cases: number;
    /** The number of all cases: those of `cases` and of `lenientCases`. */
    readonly cases: number;
    readonly lenient_cases: number;
    readonly levels: { readonly [level in Level]?: number };
    readonly payloads: { readonly valid: number; readonly invalid: number };
  };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** The cases that every JSON parser can read, with long texts in full. */
export const cases: readonly Case[];
/** The other cases. They contain unpaired surrogates, U+0000, integers beyond 64 bits, or deeply nested values. */
export const lenientCases: readonly Case[];
/** The requirements of all revisions. */
export const requirements: readonly Requirement[];
export const manifest: Manifest;

/** Return a case of `cases.json` with its long texts in full. */
export function expandLongTexts(compactCase: CompactCase): Case;

/** Return the content of any other file, such as "./schemas/payload/openai/2026-11-04/image_gen_tool.schema.json". */
export function read(name: string): Json;

/**
 * Return whether two JSON values are equal. Numbers are compared by value, so that 0 and -0 are equal, which
 * `isDeepStrictEqual` distinguishes. The order of keys does not matter.
 */
export function equalJson(expected: unknown, actual: unknown): boolean;
