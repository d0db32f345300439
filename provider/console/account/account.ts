import { useQuery } from "@tanstack/react-query";
import { call } from "#common/ui/api/call.ts";
import type { ProfileValue } from "../api.ts";

/** What the provider tells a person of their own account. Moments are ISO 8601, UTC. */

export interface OwnAttribute {
	readonly name: string;
	readonly title: string;
	readonly description: string | null;
	readonly type: "string" | "boolean" | "number" | "integer" | "array";
	readonly itemType: string | null;
	readonly required: boolean;
	readonly maxLength: number | null;
	readonly choices: readonly { readonly value: string | number | boolean; readonly title: string }[] | null;
	readonly value: ProfileValue;
	readonly editable: boolean;
}

export interface PasswordRules {
	readonly minLength: number;
	readonly minLowerCase: number;
	readonly minUpperCase: number;
	readonly minNumber: number;
	readonly minSymbol: number;
	readonly excludeUsername: boolean;
	readonly excludeAttributes: readonly string[];
	readonly excludeCommon: boolean;
	readonly historyCount: number;
	readonly maxAgeDays: number;
}

export interface Account {
	readonly attributes: readonly OwnAttribute[];
	readonly password: { readonly set: boolean; readonly changed: string | null; readonly rules: PasswordRules };
	readonly recoveryQuestion: string | null;
	readonly language: string | null;
}

export interface OwnSession {
	readonly id: string;
	readonly current: boolean;
	readonly began: string | null;
	readonly lastSeen: string | null;
	readonly address: string | null;
	readonly userAgent: string | null;
}

export interface UsedApplication {
	readonly id: string;
	readonly label: string;
	readonly logo: string | null;
	readonly lastUsed: string | null;
	readonly hasAccess: boolean;
}

export interface Activity {
	readonly id: string;
	readonly moment: string;
	readonly type: string;
	readonly succeeded: boolean;
	readonly byOther: boolean;
	readonly byUnknown: boolean;
	readonly application: string | null;
	readonly factor: string | null;
	readonly address: string | null;
	readonly browser: string | null;
	readonly system: string | null;
}

export const ACCOUNT = "/api/v1/internal/account";

export const useAccount = () => useQuery({ queryKey: ["account"], queryFn: () => call<Account>("GET", ACCOUNT) });
