import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { Unexpected } from "#common/ui/page/Unexpected.tsx";
import { DashboardPage } from "./dashboard/DashboardPage.tsx";

const root = createRootRoute();

const dashboard = createRoute({ getParentRoute: () => root, path: "/", component: DashboardPage });

const accountStart = createRoute({
	getParentRoute: () => root,
	path: "/account",
	beforeLoad: () => {
		throw redirect({ to: "/account/$tab", params: { tab: "profile" }, replace: true });
	},
});

const account = createRoute({
	getParentRoute: () => root,
	path: "/account/$tab",
	component: lazyRouteComponent(() => import("./account/AccountPage.tsx"), "AccountPage"),
});

const admin = createRoute({
	getParentRoute: () => root,
	path: "/admin",
	component: lazyRouteComponent(() => import("./frame/AdminFrame.tsx"), "AdminFrame"),
});

const start = createRoute({
	getParentRoute: () => admin,
	path: "/",
	component: lazyRouteComponent(() => import("./frame/StartPage.tsx"), "StartPage"),
});

const people = createRoute({
	getParentRoute: () => admin,
	path: "people",
	component: lazyRouteComponent(() => import("./people/PeoplePage.tsx"), "PeoplePage"),
});

const peopleImports = createRoute({
	getParentRoute: () => admin,
	path: "people/import",
	component: lazyRouteComponent(() => import("./people/import/ImportsPage.tsx"), "ImportsPage"),
});

const peopleImport = createRoute({
	getParentRoute: () => admin,
	path: "people/import/$id",
	component: lazyRouteComponent(() => import("./people/import/ImportPage.tsx"), "ImportPage"),
});

const profileEditor = createRoute({
	getParentRoute: () => admin,
	path: "profile-editor",
	component: lazyRouteComponent(() => import("./directory/profile-editor/ProfileEditorPage.tsx"), "ProfileEditorPage"),
});

const person = createRoute({
	getParentRoute: () => admin,
	path: "people/$id",
	component: lazyRouteComponent(() => import("./people/PersonPage.tsx"), "PersonPage"),
});

const groups = createRoute({
	getParentRoute: () => admin,
	path: "groups",
	component: lazyRouteComponent(() => import("./groups/GroupsPage.tsx"), "GroupsPage"),
});

const groupRules = createRoute({
	getParentRoute: () => admin,
	path: "groups/rules",
	component: lazyRouteComponent(() => import("./groups/rules/RulesPage.tsx"), "RulesPage"),
});

const group = createRoute({
	getParentRoute: () => admin,
	path: "groups/$id",
	component: lazyRouteComponent(() => import("./groups/GroupPage.tsx"), "GroupPage"),
});

const applications = createRoute({
	getParentRoute: () => admin,
	path: "applications",
	component: lazyRouteComponent(() => import("./applications/ApplicationsPage.tsx"), "ApplicationsPage"),
});

const addApplication = createRoute({
	getParentRoute: () => admin,
	path: "applications/add",
	component: lazyRouteComponent(() => import("./applications/add/AddApplicationPage.tsx"), "AddApplicationPage"),
});

const createApplication = createRoute({
	getParentRoute: () => admin,
	path: "applications/add/openid-connect/$kind",
	component: lazyRouteComponent(() => import("./applications/add/CreateApplicationPage.tsx"), "CreateApplicationPage"),
});

const application = createRoute({
	getParentRoute: () => admin,
	path: "applications/$id/$tab",
	component: lazyRouteComponent(() => import("./applications/ApplicationPage.tsx"), "ApplicationPage"),
});

const authorizationServer = createRoute({
	getParentRoute: () => admin,
	path: "api/authorization-servers/$id/$tab",
	component: lazyRouteComponent(() => import("./authorization-servers/ServerPage.tsx"), "ServerPage"),
});

const apiStart = createRoute({
	getParentRoute: () => admin,
	path: "api",
	beforeLoad: () => {
		throw redirect({ to: "/admin/api/$tab", params: { tab: "authorization-servers" }, replace: true });
	},
});

const api = createRoute({
	getParentRoute: () => admin,
	path: "api/$tab",
	component: lazyRouteComponent(() => import("./security/api/ApiPage.tsx"), "ApiPage"),
});

const policiesStart = createRoute({
	getParentRoute: () => admin,
	path: "policies",
	beforeLoad: () => {
		throw redirect({ to: "/admin/policies/$tab", params: { tab: "sign-on" }, replace: true });
	},
});

const policies = createRoute({
	getParentRoute: () => admin,
	path: "policies/$tab",
	component: lazyRouteComponent(() => import("./security/policies/PoliciesPage.tsx"), "PoliciesPage"),
});

const networks = createRoute({
	getParentRoute: () => admin,
	path: "networks",
	component: lazyRouteComponent(() => import("./security/networks/NetworksPage.tsx"), "NetworksPage"),
});

const signingKeys = createRoute({
	getParentRoute: () => admin,
	path: "signing-keys",
	component: lazyRouteComponent(() => import("./security/keys/SigningKeysPage.tsx"), "SigningKeysPage"),
});

const systemLog = createRoute({
	getParentRoute: () => admin,
	path: "system-log",
	component: lazyRouteComponent(() => import("./system-log/SystemLogPage.tsx"), "SystemLogPage"),
});

const looks = createRoute({
	getParentRoute: () => admin,
	path: "looks",
	component: lazyRouteComponent(() => import("./settings/LooksPage.tsx"), "LooksPage"),
});

const outbox = createRoute({
	getParentRoute: () => admin,
	path: "outbox",
	component: lazyRouteComponent(() => import("./outbox/OutboxPage.tsx"), "OutboxPage"),
});

const pages = [
	looks,
	start,
	people,
	peopleImports,
	peopleImport,
	profileEditor,
	person,
	groups,
	groupRules,
	group,
	applications,
	addApplication,
	createApplication,
	application,
	authorizationServer,
	apiStart,
	api,
	policiesStart,
	policies,
	networks,
	signingKeys,
	systemLog,
	outbox,
];

export const router = createRouter({
	routeTree: root.addChildren([dashboard, accountStart, account, admin.addChildren(pages)]),
	defaultNotFoundComponent: NotFound,
	defaultErrorComponent: Unexpected,
	defaultPreload: "intent",
	scrollRestoration: true,
});
