import type { ComponentType } from "react";
import { NotFound } from "#common/ui/page/NotFound.tsx";
import { PersonalFrame } from "../frame/PersonalFrame.tsx";
import { useParam } from "../frame/useParam.ts";
import { ActivityPage } from "./ActivityPage.tsx";
import { ApplicationsPage } from "./ApplicationsPage.tsx";
import { LanguagePage } from "./LanguagePage.tsx";
import { MethodsPage } from "./methods/MethodsPage.tsx";
import { accountNav } from "./nav.tsx";
import { PasswordPage } from "./PasswordPage.tsx";
import { ProfilePage } from "./ProfilePage.tsx";
import { SessionsPage } from "./SessionsPage.tsx";

const PAGES: Readonly<Record<string, ComponentType>> = {
	profile: ProfilePage,
	password: PasswordPage,
	"sign-in-methods": MethodsPage,
	sessions: SessionsPage,
	applications: ApplicationsPage,
	activity: ActivityPage,
	language: LanguagePage,
};

/** One's own account at the provider. */
export const AccountPage = () => {
	const Page = PAGES[useParam("tab")] ?? NotFound;
	return <PersonalFrame nav={accountNav}>{() => <Page />}</PersonalFrame>;
};
