/** What the test and the process it kills say to each other: a line of JSON each. */
import type { LifeState } from "./life.ts";

export type LifeProgress = {
  readonly life: string;
  /** Steps acknowledged so far. */
  readonly done: number;
  /** What opens its session; null before its start was acknowledged. */
  readonly capability: string | null;
};

/** Sent to a process that has loaded its code and waits: what to look at, what to go on with. */
export type Orders = {
  readonly folder: string;
  readonly foldAfterBytes: number;
  readonly look: readonly LifeProgress[];
  readonly resume: readonly LifeProgress[];
  /** Names of lives are made of this and a number. */
  readonly name: string;
  /** 0: look only, close in order and end. */
  readonly writers: number;
};

export type Report =
  | { readonly at: "loaded" }
  | { readonly at: "opening" }
  | { readonly at: "opened" }
  | { readonly at: "refused"; readonly why: string }
  | { readonly at: "seen"; readonly life: string; readonly state: LifeState }
  | { readonly at: "fault"; readonly what: string }
  | { readonly at: "writing" }
  /** Written only after the promise of the write was fulfilled. */
  | { readonly at: "done"; readonly life: string; readonly done: number; readonly capability: string }
  /** A step was refused that follows from the ones before. */
  | { readonly at: "stuck"; readonly life: string; readonly why: string }
  | { readonly at: "closed" };
