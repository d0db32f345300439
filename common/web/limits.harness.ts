import { asFault } from "../faults/fault.ts";
import { createLimiter } from "./limits.ts";
import { countTogether } from "./limits-counters.ts";

/** Whoever started this process answers nothing. Started by `workers.test.ts`. */

const limiter = createLimiter(countTogether(20));
for (let call = 0; call < 3; call++) {
	const outcome = await limiter.consume({ name: "two", points: 2, duration: 60 }, "key").then(
		() => "counted",
		(thrown: unknown) => asFault(thrown).code,
	);
	process.send?.(outcome);
}
process.disconnect();
