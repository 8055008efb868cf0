/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Level = "wire" | "object" | "schema" | "semantic";
export type Strength = "must" | "should" | "may";

/** A place in the payload, as a JSON Pointer, and the id of the requirement that the value breaks or that a warning is about. */
export interface Finding {
  readonly path: string;
  readonly rule: string;
}

/** The permitted outcomes of a payload. */
export interface ExpectedOutcome {
  readonly accepted: boolean;
  readonly rejected: boolean;
  /** An accepted payload is returned as one of these. Missing if no output is requested. */
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
  readonly level: Level;
  readonly strength: Strength;
  readonly requirement: string;
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
  /** The first revision of the specification that contains it. */
  readonly since: string;
  /** The payload field whose legal values it defines. */
  readonly defines?: string;
  /** Why it has no case. */
  readonly exclusion?: string;
}

export interface Manifest {
  readonly suite: string;
  readonly revision: string;
  readonly levels: readonly Level[];
  /** The SHA-256 of the fixtures, as in evidence of a run with them. */
  readonly corpus_sha256: string;
  readonly counts: {
    readonly requirements: number;
    readonly source_cases: number;
    readonly cases: number;
    readonly levels: { readonly [level in Level]?: number };
  };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

export const cases: readonly Case[];
export const requirements: readonly Requirement[];
export const manifest: Manifest;

/** Return the content of any other file, such as "./schemas/image_gen_tool.schema.json". */
export function read(name: string): Json;
