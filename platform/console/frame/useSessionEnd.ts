import { useEffect } from "react";
import { signInHere } from "#common/ui/api/call.ts";

/**
 * Leaves for the sign-in page as soon as the session ends, wherever it was ended; the page there says why. A browser connects
 * again by itself where the connection is lost. Where a new session has taken the place of the old one, as after a change of
 * password, nothing happens.
 */
export const useSessionEnd = (): void => {
	useEffect(() => {
		const events = new EventSource("/api/v0/events");
		events.addEventListener("session-ended", async () => {
			const me = await fetch("/api/v0/me").catch(() => undefined);
			if (me?.status === 401) location.assign(signInHere());
		});
		return () => events.close();
	}, []);
};
