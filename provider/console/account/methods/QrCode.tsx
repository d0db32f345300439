import { create } from "qrcode";

/** Modules of white around it, which readers need (ISO/IEC 18004 section 6.3.8). */
const QUIET = 4;

interface QrCodeProps {
	readonly value: string;
	/** What it is, for those who cannot see it. */
	readonly label: string;
}

/** A QR code, drawn here: no other server sees what is in it. */
export const QrCode = ({ value, label }: QrCodeProps) => {
	const { size, data } = create(value, { errorCorrectionLevel: "M" }).modules;
	const dark = Array.from(data, (on, at) => (on ? `M${(at % size) + QUIET} ${Math.floor(at / size) + QUIET}h1v1h-1z` : ""));
	const whole = size + 2 * QUIET;
	return (
		<svg viewBox={`0 0 ${whole} ${whole}`} width={200} height={200} role="img" aria-label={label} shapeRendering="crispEdges">
			<rect width={whole} height={whole} fill="#ffffff" />
			<path d={dark.join("")} fill="#000000" />
		</svg>
	);
};
