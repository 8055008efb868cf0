/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Level = "wire" | "model" | "schema" | "semantic";
export type Strength = "must" | "should" | "may";

/** A place in the payload, as a JSON Pointer, and the id of the requirement that says what is wrong there. */
export interface Reason {
  readonly path: string;
  readonly rule: string;
}

/** What may come of a payload. */
export interface Answer {
  readonly accepted: boolean;
  readonly rejected: boolean;
  /** One of these is given back when it is accepted; missing where nothing is asked back. */
  readonly outputs?: readonly Json[];
  /** A rejection names one of these, if it names any; missing where any will do. */
  readonly reasons?: readonly Reason[];
  /** Those that are due when it is accepted, just these; missing where nobody asks. */
  readonly warnings?: readonly Reason[];
}

export type Raised = "missing-key" | "missing-attribute" | "wrong-call" | "wrong-value";

/** What may come of a step: one of these, or nothing but success. */
export interface StepExpected {
  readonly returns?: Json;
  readonly returns_unordered?: readonly Json[];
  /** Every such list of a script is equally long: one n has to fit them all. */
  readonly returns_one_of?: readonly Json[];
  readonly raises?: Raised | readonly Raised[];
}

/** What may come of a script, step by step. */
export interface ScriptExpected {
  readonly steps: readonly StepExpected[];
}

export interface Step {
  readonly call: string;
  readonly args?: readonly Json[];
  readonly keywords?: { readonly [name: string]: Json };
  /** The object that is called; the tool, when missing. */
  readonly on?: string;
  /** The name that the result is kept under. */
  readonly as?: string;
  /** Kept objects that follow the arguments. */
  readonly with?: readonly string[];
}

export interface Script {
  readonly construct: { readonly args?: readonly Json[]; readonly keywords?: { readonly [name: string]: Json } };
  readonly steps: readonly Step[];
}

interface Asked {
  /** A promise: it is never used for anything else. */
  readonly id: string;
  readonly level: Level;
  readonly strength: Strength;
  readonly requirement: string;
  readonly description: string;
  readonly why?: string;
}

/** `content` is a payload: hand over a copy. */
export interface PayloadCase extends Asked {
  readonly operation: "parse" | "validate";
  readonly content: Json;
  readonly expected: Answer;
}

/** `content` is a text that may be no JSON. */
export interface TextCase extends Asked {
  readonly operation: "parse-text";
  readonly content: string;
  readonly expected: Answer;
}

export interface CallCase extends Asked {
  readonly operation: "call";
  readonly content: Script;
  readonly expected: ScriptExpected;
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
  readonly since: string;
  /** Why it has no case, where it has none. */
  readonly exclusion?: string;
}

export interface Manifest {
  readonly suite: string;
  readonly revision: string;
  readonly levels: readonly Level[];
  /** SHA-256 of the fixtures, as evidence of a run on them has it. */
  readonly corpus: string;
  readonly counts: {
    readonly requirements: number;
    readonly written: number;
    readonly cases: number;
    readonly levels: { readonly [level in Level]?: number };
  };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

export const cases: readonly Case[];
export const requirements: readonly Requirement[];
export const manifest: Manifest;

/** Any other file, by its name, such as "./schemas/image_gen_tool.schema.json". */
export function read(name: string): Json;
