import { Text } from "@mantine/core";
import { useWords } from "#common/ui/words/useWords.tsx";
import type { AppLink } from "../api.ts";
import { AppLogo } from "../applications/AppLogo.tsx";

/** One application: its link starts sign-in at the application itself (OpenID Connect Core section 4). */
export const AppTile = ({ link: { label, linkUrl, logoUrl } }: { readonly link: AppLink }) => {
	const { say } = useWords();
	const face = (
		<>
			<AppLogo label={label} href={logoUrl} size={56} />
			<span className="sg-tile-name">{label}</span>
		</>
	);
	return linkUrl ? (
		<a href={linkUrl} className="sg-tile">
			{face}
		</a>
	) : (
		<div className="sg-tile">
			{face}
			<Text size="xs" c="dimmed">
				{say("Start from the application itself")}
			</Text>
		</div>
	);
};
