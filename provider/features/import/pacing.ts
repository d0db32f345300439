/** Milliseconds. Okta's windows are of a minute. */
const SHORTEST = 1_000;
const LONGEST = 5 * 60_000;
const UNKNOWN = 30_000;

/**
 * How long to wait until the rate limit is fresh again, in milliseconds: until `X-Rate-Limit-Reset` by the source's own clock
 * (`Date`), and a second more, as Okta's own clients do.
 */
export const waitFor = (headers: Headers): number => {
	const reset = Number(headers.get("x-rate-limit-reset") ?? Number.NaN) * 1000;
	const clock = Date.parse(headers.get("date") ?? "");
	const retryAfter = Number(headers.get("retry-after") ?? Number.NaN) * 1000;
	const wanted = reset - (Number.isNaN(clock) ? Date.now() : clock) + 1_000;
	const wait = Number.isNaN(wanted) ? (Number.isNaN(retryAfter) ? UNKNOWN : retryAfter) : wanted;
	return Math.min(Math.max(wait, SHORTEST), LONGEST);
};

/** How long to wait after so many failures in a row: doubles, and differs, so that not all come back at once. */
export const backOff = (failures: number): number => Math.min(500 * 2 ** (failures - 1), 30_000) * (0.75 + Math.random() / 2);
