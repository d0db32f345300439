import { Card } from "#common/ui/page/Card.tsx";
import { Facts } from "#common/ui/page/Facts.tsx";
import type { Bookmark } from "../../api.ts";

const MODES: Readonly<Record<string, string>> = {
	BOOKMARK: "Bookmark",
	SAML_2_0: "SAML 2.0",
	AUTO_LOGIN: "Secure Web Authentication",
	BROWSER_PLUGIN: "Secure Web Authentication, by a browser plug-in",
};

/** An application that is a tile with an address: people sign in to it by themselves. */
export const BookmarkCard = ({ application: { id, label, signOnMode, settings } }: { readonly application: Bookmark }) => (
	<Card title="Bookmark" description="A tile in My applications. People sign in to it there, and not with this provider.">
		<Facts
			of={[
				["Application name", label],
				["Kept as", MODES[signOnMode] ?? signOnMode],
				["Address", settings.app?.url || "None"],
				["Application ID", id],
			]}
		/>
	</Card>
);
