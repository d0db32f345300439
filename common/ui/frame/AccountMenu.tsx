import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconLogout } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "../words/useWords.tsx";
import { type SignOut, signOut } from "./signOut.ts";

export interface AccountLink {
	readonly label: string;
	readonly to: string;
	readonly icon: ReactNode;
}

export interface AccountMenuProps {
	readonly person: { readonly name: string; readonly email: string };
	readonly links?: readonly AccountLink[];
	readonly signOuts: readonly SignOut[];
}

/** Who is signed in, and the way out. */
export const AccountMenu = ({ person, links = [], signOuts }: AccountMenuProps) => {
	const { say } = useWords();
	const navigate = useNavigate();
	return (
		<Menu position="bottom-end" width={260} shadow="md">
			<Menu.Target>
				<UnstyledButton className="sg-account" aria-label={say("Account of {name}", { name: person.name })}>
					<span className="sg-initials" data-initials={initialsOf(person.name)} aria-hidden="true" />
					<span className="sg-account-name">{person.name}</span>
					<IconChevronDown size={16} aria-hidden />
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					{say("Signed in as")}
					<br />
					<strong>{person.email}</strong>
				</Menu.Label>
				<Menu.Divider />
				{links.map(({ label, to, icon }) => (
					<Menu.Item key={to} leftSection={icon} onClick={() => void navigate({ to })}>
						{label}
					</Menu.Item>
				))}
				{signOuts.map((way) => (
					<Menu.Item key={way.label} leftSection={<IconLogout size={18} aria-hidden />} onClick={() => signOut(way)}>
						{way.label}
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
};

const initialsOf = (name: string): string => {
	const words = name.split(/\s+/).filter(Boolean);
	const [first = "?"] = words;
	const last = words.length > 1 ? (words.at(-1) ?? "") : "";
	return [first, last]
		.map((word) => [...word][0] ?? "")
		.join("")
		.toUpperCase();
};
