import { IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AppFrame } from "#common/ui/frame/AppFrame.tsx";
import type { NavGroup } from "#common/ui/frame/Nav.tsx";
import { Loaded } from "#common/ui/page/Loaded.tsx";
import { type Spoken, useWords } from "#common/ui/words/useWords.tsx";
import type { Me } from "../api.ts";
import { OwnLanguage } from "./OwnLanguage.tsx";
import { isAdministrator, useMe } from "./useMe.ts";

interface PersonalFrameProps {
	/** The column of navigation, in the person's language; none where it is left out. */
	readonly nav?: (words: Spoken) => readonly NavGroup[];
	readonly children: (me: Me) => ReactNode;
}

/** The frame of the pages that are everybody's, in the person's own language. */
export const PersonalFrame = (props: PersonalFrameProps) => {
	const me = useMe();
	return (
		<OwnLanguage locale={me.data?.locale}>
			<Loaded query={me}>{(found) => <Framed me={found} {...props} />}</Loaded>
		</OwnLanguage>
	);
};

const Framed = ({ me, nav, children }: PersonalFrameProps & { readonly me: Me }) => {
	const words = useWords();
	const { say } = words;
	return (
		<AppFrame
			product={me.organization.name}
			nav={nav?.(words) ?? []}
			person={me}
			links={[{ label: say("My account"), to: "/account/profile", icon: <IconUserCircle size={18} aria-hidden /> }]}
			signOuts={[{ label: say("Sign out") }]}
			aside={
				isAdministrator(me) && (
					<Link to="/admin" className="sg-bar-link">
						{say("Admin console")}
					</Link>
				)
			}
		>
			{children(me)}
		</AppFrame>
	);
};
