import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { Unexpected } from "#common/ui/page/Unexpected.tsx";
import { AccountPage } from "./account/AccountPage.tsx";
import { AuditPage } from "./audit/AuditPage.tsx";
import { AuthenticationPage } from "./authentication/AuthenticationPage.tsx";
import { Frame } from "./frame/Frame.tsx";
import { Manage } from "./frame/Manage.tsx";
import { HomePage } from "./home/HomePage.tsx";
import { mayManage, mayReadAudit } from "./roles.ts";
import { SecurityPage } from "./security/SecurityPage.tsx";
import { UsersPage } from "./users/UsersPage.tsx";

const root = createRootRoute({ component: Frame });
const at = { getParentRoute: () => root } as const;

const routeTree = root.addChildren([
	createRoute({ ...at, path: "/", component: HomePage }),
	createRoute({ ...at, path: "/account", component: AccountPage }),
	createRoute({ ...at, path: "/manage/users", component: () => <Manage may={mayManage} page={UsersPage} /> }),
	createRoute({ ...at, path: "/manage/audit", component: () => <Manage may={mayReadAudit} page={AuditPage} /> }),
	createRoute({
		...at,
		path: "/manage/admin/authentication",
		component: () => <Manage may={mayReadAudit} page={AuthenticationPage} />,
	}),
	createRoute({ ...at, path: "/manage/admin/security", component: () => <Manage may={mayReadAudit} page={SecurityPage} /> }),
]);

/** Every page of the console and its address. */
export const router = createRouter({
	routeTree,
	defaultNotFoundComponent: NotFound,
	defaultErrorComponent: Unexpected,
	scrollRestoration: true,
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}
