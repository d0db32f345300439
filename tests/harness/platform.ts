import { createPlatform } from "../../platform/app.ts";
import { readConfig } from "../../platform/config.ts";
import type { Agent } from "./agent.ts";
import { ADMINISTRATOR, signedIn, startHalf, type TestHalf, type TestSettings } from "./half.ts";

export type TestPlatform = TestHalf;

/** A real platform; its first administrator is the Site admin. */
export const startPlatform = (settings: TestSettings = {}): Promise<TestPlatform> =>
	startHalf({ name: "PLATFORM", readConfig, create: createPlatform, signIn: siteAdmin }, settings);

/** An agent signed in as the Site admin, with a password. */
export const siteAdmin = (url: string): Promise<Agent> =>
	signedIn(`${url}/login?admin=1`, { email: ADMINISTRATOR.login, password: ADMINISTRATOR.password });
