import { useEffect, useState } from "react";
import { BACKGROUND, signInHere } from "#common/ui/api/call.ts";
import { isUnsaved } from "#common/ui/page/unsaved.ts";

/** Milliseconds; each pause is twice as long as the one before. */
const SHORTEST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** Milliseconds in which a new session's cookie has arrived, where one took the place of the old one. */
const SETTLING = 500;
/** Handshakes in a row that come to nothing. Each counts as use of the session, which must not stay alive by them. */
const MOST_FAILED = 5;

/** Close codes, as `platform/features/live/wires.ts` has them. */
const ENDED = 4401;
const TOO_MANY = 4429;

/**
 * Leaves for the sign-in page as soon as the session ends, wherever it was ended; the page there says why. Where a new session
 * has taken the place of the old one, as after a change of password, nothing happens. Where something typed would be lost, the
 * page stays: answers whether that is so.
 *
 * By WebSocket: an event stream would take one of the six HTTP/1.1 connections that a browser opens to a host, for each tab.
 */
export const useSessionEnd = (): boolean => {
	const [ended, setEnded] = useState(false);
	useEffect(() => listen(setEnded), []);
	return ended;
};

const listen = (setEnded: (ended: boolean) => void): (() => void) => {
	let socket: WebSocket;
	let timer: ReturnType<typeof setTimeout>;
	let stopped = false;
	let pause = SHORTEST_PAUSE;
	let failed = 0;
	/** Whether the session may have ended unheard: a handshake that fails does not say why. */
	let unsure = true;

	const connect = () => {
		let opened = false;
		socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v0/events`);
		socket.onopen = () => {
			opened = unsure = true;
			failed = 0;
		};
		// Only one that lasts until its first ping is sound.
		socket.onmessage = () => {
			pause = SHORTEST_PAUSE;
		};
		socket.onclose = ({ code }) => {
			if (stopped || code === TOO_MANY) return;
			if (!opened) failed++;
			timer = setTimeout(again, code === ENDED ? SETTLING : pause, code === ENDED || (!opened && unsure));
			pause = Math.min(pause * 2, LONGEST_PAUSE);
		};
	};
	const again = async (ask: boolean) => {
		const me = ask ? await fetch("/api/v0/me", { headers: BACKGROUND }).catch(() => undefined) : undefined;
		// An answer that nobody reads keeps one of the six connections.
		await me?.text().catch(() => undefined);
		if (me?.status === 401) return leave();
		if (me?.ok) setEnded(false);
		if (me?.ok && failed > 0) unsure = false;
		if (!stopped && failed < MOST_FAILED) connect();
	};
	const leave = () => {
		if (!isUnsaved()) return location.assign(signInHere());
		if (stopped) return;
		setEnded(true);
		window.addEventListener("focus", comeBack, { once: true });
	};
	/** From signing in again in another tab, as it may be. */
	const comeBack = () => void again(true);
	connect();
	return () => {
		stopped = true;
		window.removeEventListener("focus", comeBack);
		clearTimeout(timer);
		socket.close();
	};
};
