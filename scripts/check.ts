/** `npm run check`: everything but the tests. */
import { runSteps } from "./steps.ts";

const { failed } = await runSteps(new AbortController().signal);
process.exitCode = failed === 0 ? 0 : 1;
