import { sendWithoutGuard } from "./backchannel-logout.ts";

/**
 * What the engine sends out by itself: notices of a sign-out, whose answers nobody reads, and requests for an application's keys.
 * It ends each after 2.5 seconds and bounds what it reads. A redirect could lead anywhere, so none is followed.
 */
export const sendOutside = (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
	if (init.method !== "GET") return sendWithoutGuard(url, init);
	const { dispatcher: _, ...options } = init as RequestInit & { dispatcher?: unknown };
	return fetch(url, { ...(options as RequestInit), redirect: "error" });
};
