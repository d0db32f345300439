import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { Unexpected } from "#common/ui/page/Unexpected.tsx";
import { DashboardPage } from "./dashboard/DashboardPage.tsx";

const root = createRootRoute();

const dashboard = createRoute({ getParentRoute: () => root, path: "/", component: DashboardPage });

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

const systemLog = createRoute({
	getParentRoute: () => admin,
	path: "system-log",
	component: lazyRouteComponent(() => import("./system-log/SystemLogPage.tsx"), "SystemLogPage"),
});

const pages = [
	start,
	people,
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
	systemLog,
];

export const router = createRouter({
	routeTree: root.addChildren([dashboard, admin.addChildren(pages)]),
	defaultNotFoundComponent: NotFound,
	defaultErrorComponent: Unexpected,
	defaultPreload: "intent",
	scrollRestoration: true,
});
