import "./frame.css";
import { Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Product } from "../page/product.ts";
import { useWords } from "../words/useWords.tsx";
import { AccountMenu, type AccountMenuProps } from "./AccountMenu.tsx";
import { Mark } from "./Mark.tsx";
import { Nav, type NavGroup } from "./Nav.tsx";

export interface AppFrameProps extends AccountMenuProps {
	/** What stands beside the mark, such as `Signet provider`. */
	readonly product: string;
	/** None: a page without a column of navigation. */
	readonly nav?: readonly NavGroup[];
	/** Stands in the top bar before the account, such as the way to the other half of the console. */
	readonly aside?: ReactNode;
	readonly children: ReactNode;
}

/** The frame of every page: top bar, navigation at the left (a drawer on small screens), and the page itself. */
export const AppFrame = ({ product, nav = [], aside, children, ...account }: AppFrameProps) => {
	const [open, drawer] = useDisclosure(false);
	const { say } = useWords();
	const withNav = nav.length > 0;
	return (
		<div className="sg-frame" data-nav={withNav || undefined}>
			<a href="#main" className="sg-skip">
				{say("Skip to the content")}
			</a>
			<header className="sg-bar">
				{withNav && (
					<Burger
						opened={open}
						onClick={drawer.open}
						hiddenFrom="sm"
						size="sm"
						color="#ffffff"
						aria-label={say("Open navigation")}
					/>
				)}
				<Link to="/" className="sg-brand">
					<Mark />
					<span>{product}</span>
				</Link>
				<div className="sg-bar-end">
					{aside}
					<AccountMenu {...account} />
				</div>
			</header>
			{withNav && (
				<div className="sg-side">
					<Nav groups={nav} />
				</div>
			)}
			<Drawer
				opened={open}
				onClose={drawer.close}
				title={product}
				size={288}
				closeButtonProps={{ "aria-label": say("Close navigation") }}
			>
				<Nav groups={nav} onFollow={drawer.close} />
			</Drawer>
			<main id="main" tabIndex={-1} className="sg-main">
				<Product value={product}>{children}</Product>
			</main>
		</div>
	);
};
