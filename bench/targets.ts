import { median } from "./measure/figures.ts";
import { plans, titles, type WorkName } from "./plan.ts";
import { allCells, type Results } from "./results.ts";

/** A promise about speed, and what came of it. */
export interface Verdict {
	readonly what: string;
	readonly wanted: string;
	readonly found: string;
	/** Undefined where it was not measured. */
	readonly met: boolean | undefined;
}

/** Shares of the ceiling that ours shall reach, by top rate and by processor time alike. */
const SHARES: Readonly<Partial<Record<WorkName, number>>> = {
	clientCredentials: 0.7,
	refresh: 0.7,
	signIn: 0.7,
	introspection: 0.8,
	userinfo: 0.8,
	passwordSignIn: 0.9,
	sessionCheck: 0.5,
};
/** Peers that ours shall never be behind, in these. */
const NEVER_BEHIND: readonly WorkName[] = ["clientCredentials", "refresh"];
const PEERS = ["better-auth", "glewlwyd"];
const SIGN_INS = 200;
const IDLE_MB = 150;
const READY_SECONDS = 2;

const number = (value: number, digits = 2): string => value.toFixed(digits);

const verdict = (
	what: string,
	wanted: string,
	value: number,
	met: (value: number) => boolean,
	found = number(value),
): Verdict => ({
	what,
	wanted,
	found: Number.isNaN(value) ? "not measured" : found,
	met: Number.isNaN(value) ? undefined : met(value),
});

export const verdictsOf = ({ measured, idle }: Results): readonly Verdict[] => {
	const cells = allCells(measured);
	const cell = (work: WorkName, subject: string) => cells.get(work)?.find((one) => one.subject === subject);
	const titleOf = (work: WorkName) => plans.find((plan) => plan.work === work)?.title ?? work;
	const shares = Object.entries(SHARES).flatMap(([name, least]) => {
		const work = name as WorkName;
		return ["signet", "signet-postgres"].map((subject) => {
			const { shareByRate = Number.NaN, shareByCpu = Number.NaN } = cell(work, subject) ?? {};
			const found = `${number(shareByRate)}, by processor time ${number(shareByCpu)}`;
			return verdict(
				`${titleOf(work)}, ${titles[subject]}`,
				`${least} of the ceiling`,
				Math.min(shareByRate, shareByCpu),
				(value) => value >= least,
				found,
			);
		});
	});
	const behind = NEVER_BEHIND.map((work) => {
		const mine = cell(work, "signet")?.perSecond ?? Number.NaN;
		const theirs = Math.max(...PEERS.map((peer) => cell(work, peer)?.perSecond ?? Number.NEGATIVE_INFINITY));
		const ratio = Number.isFinite(theirs) ? mine / theirs : Number.NaN;
		return verdict(
			`${titleOf(work)}, beside the quickest peer`,
			"not behind",
			ratio,
			(value) => value >= 1,
			`${number(ratio, 1)} times`,
		);
	});
	const complete = ["signet", "signet-postgres"].map((subject) => {
		const rate = cell("completeSignIn", subject)?.perSecond ?? Number.NaN;
		const found = `${number(rate, 0)}/s`;
		return verdict(
			`${titleOf("completeSignIn")}, ${titles[subject]}`,
			`${SIGN_INS}/s`,
			rate,
			(value) => value >= SIGN_INS,
			found,
		);
	});
	const one = idle.filter(({ workers }) => workers === "one");
	const megabytes = (pick: "providerMiB" | "platformMiB") => median(one.map((found) => found[pick])) * 1.048576;
	const start = median(one.map(({ readySeconds }) => readySeconds));
	return [
		...shares,
		...behind,
		...complete,
		...(["providerMiB", "platformMiB"] as const).map((pick) => {
			const value = megabytes(pick);
			const half = pick === "providerMiB" ? "provider" : "platform";
			return verdict(
				`memory at rest, ${half}`,
				`under ${IDLE_MB} MB`,
				value,
				(found) => found < IDLE_MB,
				`${number(value, 0)} MB`,
			);
		}),
		verdict("ready", `under ${READY_SECONDS} s`, start, (value) => value < READY_SECONDS, `${number(start)} s`),
	];
};
