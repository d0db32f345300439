/** The mark of Signet: a ring with a keyhole. */
export const Mark = ({ size = 26 }: { size?: number }) => (
	<svg viewBox="0 0 28 28" width={size} height={size} fill="none" aria-hidden="true">
		<circle cx="14" cy="14" r="12.5" stroke="currentColor" strokeWidth="3" />
		<circle cx="14" cy="11.5" r="4" fill="currentColor" />
		<path d="M11.5 14h5l1.5 7h-8z" fill="currentColor" />
	</svg>
);
