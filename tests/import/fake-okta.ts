import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const TOKEN = "00SecretTokenOfTheFakeOrganisation_-x9";

type Item = Readonly<Record<string, unknown>>;

export interface Asked {
	readonly path: string;
	readonly authorization: string | undefined;
}

export interface FakeOkta {
	readonly url: string;
	/** All that was asked, in order. */
	readonly asked: Asked[];
	/** Lists by path, changeable while it runs. */
	readonly lists: Map<string, readonly Item[]>;
	/** Items of a page. */
	pageSize: number;
	/** Answers in place of the server where it answers true. */
	intercept: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | Promise<boolean>;
	stop(): Promise<void>;
}

/** An organisation as Okta answers for it, made of lists, for what Signet never answers. */
export const startFakeOkta = async (lists: Readonly<Record<string, readonly Item[]>>): Promise<FakeOkta> => {
	const asked: Asked[] = [];
	const server = createServer(async (request, response) => {
		const url = new URL(request.url ?? "/", origin);
		asked.push({ path: `${url.pathname}${url.search}`, authorization: request.headers.authorization });
		if (await fake.intercept(request, response, url)) return;
		const send = (status: number, body: unknown, headers: Record<string, string | string[]> = {}) =>
			response.writeHead(status, { "content-type": "application/json", ...limits(), ...headers }).end(JSON.stringify(body));
		if (request.headers.authorization !== `SSWS ${TOKEN}`)
			return send(401, { errorCode: "E0000011", errorSummary: "Invalid token provided" });
		if (url.pathname === "/api/v1/users/me") return send(200, { id: "00uowner", profile: { login: "owner@example.com" } });
		const all = fake.lists.get(url.pathname);
		if (!all) return send(404, { errorCode: "E0000007", errorSummary: `Not found: Resource not found: ${url.pathname}` });
		const deactivated = url.searchParams.get("filter") === 'status eq "DEPROVISIONED"';
		const shown =
			url.pathname === "/api/v1/users" ? all.filter(({ status }) => (status === "DEPROVISIONED") === deactivated) : all;
		const from = Number(url.searchParams.get("after") ?? 0);
		const next = new URL(url);
		next.searchParams.set("after", String(from + fake.pageSize));
		const link = [`<${url.href}>; rel="self"`, ...(from + fake.pageSize < shown.length ? [`<${next.href}>; rel="next"`] : [])];
		send(200, shown.slice(from, from + fake.pageSize), { link });
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const fake: FakeOkta = {
		url: origin,
		asked,
		lists: new Map(Object.entries(lists)),
		pageSize: 50,
		intercept: () => false,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return fake;
};

const limits = (): Record<string, string> => ({
	"x-rate-limit-limit": "600",
	"x-rate-limit-remaining": "599",
	"x-rate-limit-reset": String(Math.ceil(Date.now() / 1000) + 60),
});

/** A person of the organisation. */
export const person = (id: string, login: string, more: { status?: string; profile?: Item } = {}): Item => ({
	id,
	status: more.status ?? "ACTIVE",
	created: "2019-03-04T05:06:07.000Z",
	activated: "2019-03-04T05:06:08.000Z",
	statusChanged: "2019-03-04T05:06:08.000Z",
	lastLogin: null,
	lastUpdated: "2020-01-01T00:00:00.000Z",
	passwordChanged: null,
	type: { id: "oty1" },
	profile: { login, email: login, firstName: "Ada", lastName: "Tester", mobilePhone: null, secondEmail: null, ...more.profile },
	credentials: { provider: { type: "OKTA", name: "OKTA" } },
});

export const group = (id: string, name: string, type = "OKTA_GROUP"): Item => ({
	id,
	created: "2019-03-04T05:06:07.000Z",
	lastUpdated: "2019-03-04T05:06:07.000Z",
	lastMembershipUpdated: "2019-03-04T05:06:07.000Z",
	objectClass: ["okta:user_group"],
	type,
	profile: { name, description: null },
});
