import {
	IconApps,
	IconDevices,
	IconHistory,
	IconKey,
	IconLanguage,
	IconPlugConnected,
	IconShieldCheck,
	IconUser,
} from "@tabler/icons-react";
import type { NavGroup } from "#common/ui/frame/Nav.tsx";
import type { Spoken } from "#common/ui/words/useWords.tsx";

/** The pages of one's own account. */
export const accountNav = ({ say }: Spoken): readonly NavGroup[] => [
	{ items: [{ label: say("My applications"), to: "/", icon: <IconApps size={18} aria-hidden />, exact: true }] },
	{
		label: say("My account"),
		items: [
			{ label: say("Profile"), to: "/account/profile", icon: <IconUser size={18} aria-hidden /> },
			{ label: say("Password"), to: "/account/password", icon: <IconKey size={18} aria-hidden /> },
			{ label: say("Sign-in methods"), to: "/account/sign-in-methods", icon: <IconShieldCheck size={18} aria-hidden /> },
			{ label: say("Sessions"), to: "/account/sessions", icon: <IconDevices size={18} aria-hidden /> },
			{ label: say("Connected applications"), to: "/account/applications", icon: <IconPlugConnected size={18} aria-hidden /> },
			{ label: say("Recent activity"), to: "/account/activity", icon: <IconHistory size={18} aria-hidden /> },
			{ label: say("Language and theme"), to: "/account/language", icon: <IconLanguage size={18} aria-hidden /> },
		],
	},
];
