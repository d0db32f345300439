import { IconHistory, IconHome, IconLock, IconShieldLock, IconUserCircle, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { AppFrame } from "#common/ui/frame/AppFrame.tsx";
import type { NavGroup } from "#common/ui/frame/Nav.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import type { Me } from "../api.ts";
import { meQuery } from "../calls.ts";
import { mayManage, mayReadAudit } from "../roles.ts";
import { signOutsOf } from "../signOuts.ts";
import { SessionEnded } from "./SessionEnded.tsx";
import { useSessionEnd } from "./useSessionEnd.ts";

/** What surrounds every page, once it is known who is signed in. */
export const Frame = () => <Loaded query={useQuery(meQuery)}>{(me) => <Framed me={me} />}</Loaded>;

const Framed = ({ me }: { me: Me }) => {
	const ended = useSessionEnd();
	return (
		<AppFrame
			product="Signet Platform"
			nav={navOf(me)}
			person={me}
			links={[{ label: "Account", to: "/account", icon: <IconUserCircle size={18} aria-hidden /> }]}
			signOuts={signOutsOf(me)}
		>
			{ended && <SessionEnded />}
			<Outlet />
		</AppFrame>
	);
};

/** Only what the person's roles allow. */
const navOf = (me: Me): readonly NavGroup[] => {
	const users = { label: "Users", to: "/manage/users", icon: <IconUsers size={20} aria-hidden /> };
	const audit = { label: "Audit", to: "/manage/audit", icon: <IconHistory size={20} aria-hidden /> };
	const authentication = {
		label: "Authentication",
		to: "/manage/admin/authentication",
		icon: <IconShieldLock size={20} aria-hidden />,
	};
	const security = { label: "Security", to: "/manage/admin/security", icon: <IconLock size={20} aria-hidden /> };
	return [
		{ items: [{ label: "Home", to: "/", icon: <IconHome size={20} aria-hidden />, exact: true }] },
		...(mayReadAudit(me) ? [{ label: "Manage", items: mayManage(me) ? [users, audit] : [audit] }] : []),
		...(mayReadAudit(me) ? [{ label: "Admin", items: [authentication, security] }] : []),
	];
};
