import { Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { checkStreamOrigin } from "#common/web/origin.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { sessionOfActor } from "../roles/roles.ts";
import type { Live } from "./live.ts";
import { closeSocket, socketWire, streamWire } from "./wires.ts";

const OPENINGS: Limit = { name: "live", points: 600, duration: 60 };

const HOW = "Open this address as a WebSocket, or ask for it with Accept: text/event-stream.";
const TOO_MANY = "This session has as many connections open as it may. Close one first.";
/** Seconds. */
const TRY_AGAIN = 30;

/** `/api/v0/events`: what happens to the person's own session, as it happens. */
export const mountLive = (routes: PlatformRoutes, { live, url }: { readonly live: Live; readonly url: string }): void => {
	routes({
		method: "GET",
		url: "/api/v0/events",
		family: "problem",
		access: "signed-in",
		session: true,
		limit: OPENINGS,
		audit: "none",
		handler: ({ actor, request, reply }) => {
			if (!(request.headers.accept ?? "").includes("text/event-stream")) throw new Fault("invalid_request", { description: HOW });
			checkStreamOrigin(request, url);
			const letGo = live.open(sessionOfActor(actor), request, streamWire(reply.raw));
			if (letGo === undefined) throw new Fault("too_many_attempts", { description: TOO_MANY, retryAfter: TRY_AGAIN });
			reply.raw.on("close", letGo);
			reply.hijack();
			// `X-Accel-Buffering`: nginx holds small answers back otherwise.
			reply.raw.writeHead(200, { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
			reply.raw.write(": open\n\n");
		},
		connected: (socket, { actor, request }) => {
			const letGo = live.open(sessionOfActor(actor), request, socketWire(socket));
			if (letGo === undefined) return closeSocket(socket, "too-many");
			socket.on("close", letGo);
		},
	});
};
