import { Fragment, type ReactNode } from "react";
import "./facts.css";

/** Names and their values, as a description list. */
export const Facts = ({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode])[] }) => (
	<dl className="sg-facts">
		{of.map(([name, value]) => (
			<Fragment key={name}>
				<dt>{name}</dt>
				<dd>{value}</dd>
			</Fragment>
		))}
	</dl>
);
