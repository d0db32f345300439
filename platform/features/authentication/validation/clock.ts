import { couldNotTell, type Finding, notTried, refused, type Step, verified } from "./check.ts";

const FINE = 30;
/** Less than five minutes: what a provider calls five may be a second less here. */
const HOPELESS = 240;

/** The two clocks agree, as far as the `Date` of an answer tells: ID tokens carry moments (Core 1.0 section 3.1.3.7). */
export const clock: Step = {
	id: "clock",
	title: "The clocks agree",
	field: null,
	run({ found: { discovery, metadata } }): Finding {
		// A captive portal's clock is not the provider's.
		if (discovery === undefined || metadata === undefined) return notTried();
		const there = Date.parse(discovery.date ?? "");
		if (Number.isNaN(there)) return couldNotTell("The provider's answer carries no date.");
		// `Date` has whole seconds, cut off: half a second is the best guess at what is missing.
		const skew = (there + 500 - (discovery.sent + discovery.received) / 2) / 1000;
		const apart = Math.round(Math.abs(skew));
		const times = { expected: new Date(discovery.received).toISOString(), actual: new Date(there).toISOString() };
		if (apart <= FINE) return verified(`They are within ${Math.max(1, apart)} s of each other.`);
		const which = skew > 0 ? "ahead of" : "behind";
		const sentence = `The provider's clock is ${apart} s ${which} the platform's.`;
		return apart > HOPELESS
			? refused(`${sentence} Its tokens would be refused: set the wrong clock right.`, times)
			: couldNotTell(`${sentence} Sign-ins may be refused: set the wrong clock right.`, times);
	},
};
