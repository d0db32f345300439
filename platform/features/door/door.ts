/**
 * The door: nobody locks it behind themselves. Whoever signs in on a configuration proves its exact values; only proven values
 * may close the built-in way in, and values that replace a working configuration unproven are on trial until somebody gets
 * in by them or an administrator keeps them.
 */

export { type Changed, type ChangeNeeds, changeTo, check } from "./change.ts";
export { connectTo } from "./connect.ts";
export { enteredBy, proofOf, provenByTest } from "./proofs.ts";
export { noteRollBacks } from "./roll-back.ts";
export { toPastView, toView, type ViewNeeds } from "./views.ts";
