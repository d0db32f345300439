import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { slot } from "../web/slots.ts";
import { countAnswer } from "./requests.ts";
import { isTracing, type OpenSpan, openRequest, within } from "./traces.ts";

/** Watches every request of `app`: counts its answer, and keeps its span where traces are kept. `routeOf` names a route by its pattern. */
export const watchAnswers = (app: FastifyInstance, routeOf: (request: FastifyRequest) => string): void => {
	app.addHook("onResponse", (request, reply, done) => {
		countAnswer(routeOf(request), request.method, reply.raw.statusCode, reply.elapsedTime);
		done();
	});
	if (isTracing()) traceAnswers(app, routeOf);
};

const traceAnswers = (app: FastifyInstance, routeOf: (request: FastifyRequest) => string): void => {
	const spans = slot<OpenSpan>("span");
	const enter = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
		const span = spans.get(request);
		if (span) within(span, done);
		else done();
	};
	app.addHook("onRequest", (request, reply, done) => {
		const span = openRequest(request.raw);
		if (span) spans.set(request, span);
		enter(request, reply, done);
	});
	// Between the two the body was read, in the course of the connection.
	app.addHook("preValidation", enter);
	app.addHook("onResponse", (request, reply, done) => {
		const route = routeOf(request);
		const status = reply.raw.statusCode;
		spans.get(request)?.end({
			name: `${request.method} ${route}`,
			attributes: {
				"http.request.method": request.method,
				"http.route": route,
				"http.response.status_code": status,
				"signet.request_id": request.id,
			},
			failed: status >= 500,
		});
		done();
	});
};
