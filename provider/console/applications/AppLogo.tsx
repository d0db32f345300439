import { Avatar } from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";

interface AppLogoProps {
	readonly label: string;
	readonly href: string | null | undefined;
	readonly size?: number;
}

/** An application's logo, or the first letter of its name. Says nothing to people who hear the page: the name stands beside it. */
export const AppLogo = ({ label, href, size = 36 }: AppLogoProps) => (
	<Avatar src={href ?? null} alt="" size={size} radius="md" color="pine" aria-hidden styles={{ image: { objectFit: "contain" } }}>
		{[...label.trim()][0]?.toUpperCase() ?? <IconPhoto size={size / 2} stroke={1.5} aria-hidden />}
	</Avatar>
);
