import { useQuery } from "@tanstack/react-query";
import { callList } from "#common/ui/api/call.ts";

/** A way in which a person proves who they are, besides the password. */
export interface OwnFactor {
	readonly id: string;
	readonly factorType: "token:software:totp" | "question" | "email" | "webauthn" | (string & {});
	readonly provider: string;
	readonly status: "ACTIVE" | "PENDING_ACTIVATION" | (string & {});
	readonly created: string;
	readonly lastUpdated: string;
	readonly lastUsed?: string | null;
	readonly profile?: Readonly<Record<string, string | number | undefined>>;
}

export const FACTORS = "/api/v1/users/me/factors";

/** Those that work. */
export const useFactors = () =>
	useQuery({
		queryKey: ["own-factors"],
		queryFn: async () => (await callList<OwnFactor>(FACTORS)).items.filter(({ status }) => status === "ACTIVE"),
	});

/** The kinds that the organisation lets this person have. */
export const useAllowed = () =>
	useQuery({
		queryKey: ["own-factor-kinds"],
		queryFn: async () => {
			const { items } = await callList<{ readonly factorType: string }>(`${FACTORS}/catalog`);
			return new Set(items.map(({ factorType }) => factorType));
		},
	});
