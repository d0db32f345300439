import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useState } from "react";
import { useWords } from "../words/useWords.tsx";

export interface NavItem {
	readonly label: string;
	/** Address within the console; the item is current there and below. */
	readonly to: string;
	readonly icon: ReactNode;
	/** Current at its own address only, for one whose address is the beginning of others. */
	readonly exact?: boolean;
}

/** Items under a heading that folds them away; without a label they stand for themselves. */
export interface NavGroup {
	readonly label?: string;
	readonly items: readonly NavItem[];
}

interface NavProps {
	readonly groups: readonly NavGroup[];
	/** Told when a link is followed, so that a drawer can close. */
	readonly onFollow?: (() => void) | undefined;
}

/** The console's navigation. */
export const Nav = ({ groups, onFollow }: NavProps) => {
	const { say } = useWords();
	return (
		<nav aria-label={say("Main")} className="sg-nav">
			{groups.map(({ label, items }) =>
				label === undefined ? (
					<Items key={items[0]?.to} items={items} onFollow={onFollow} />
				) : (
					<Fold key={label} label={label} items={items} onFollow={onFollow} />
				),
			)}
		</nav>
	);
};

interface ItemsProps {
	readonly id?: string;
	readonly items: readonly NavItem[];
	readonly onFollow?: (() => void) | undefined;
}

const Fold = ({ label, ...items }: ItemsProps & { readonly label: string }) => {
	const [open, setOpen] = useState(true);
	const id = useId();
	return (
		<div>
			<UnstyledButton className="sg-nav-group" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
				{label}
				<IconChevronDown size={16} aria-hidden />
			</UnstyledButton>
			{open && <Items id={id} {...items} />}
		</div>
	);
};

const Items = ({ id, items, onFollow }: ItemsProps) => (
	<ul id={id}>
		{items.map(({ label, to, icon, exact = false }) => (
			<li key={to}>
				<Link to={to} activeOptions={{ exact, includeSearch: false }} className="sg-nav-item" onClick={() => onFollow?.()}>
					{icon}
					{label}
				</Link>
			</li>
		))}
	</ul>
);
