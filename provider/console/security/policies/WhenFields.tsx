import { Checkbox, MultiSelect, NativeSelect, Stack } from "@mantine/core";
import { useList } from "#common/ui/api/useList.ts";
import { fieldError } from "#common/ui/fields/fieldErrors.ts";
import type { Group, Person } from "../../api.ts";
import { PickMany } from "../../authorization-servers/PickMany.tsx";
import { useMay } from "../../frame/useMe.ts";
import { nameOf } from "../../people/names.ts";
import { ZONES, type Zone } from "../networks/types.ts";
import type { RuleForm } from "./ruleForm.ts";

export interface FormPart {
	readonly form: RuleForm;
	/** Why the form was refused. */
	readonly error: Error | null;
	readonly onChange: (change: Partial<RuleForm>) => void;
}

const DEVICES = [
	{ value: "any", label: "Any device" },
	{ value: "known", label: "A device that they have signed in with before" },
	{ value: "new", label: "A new device" },
];
const isDevice = (value: string): value is RuleForm["device"] => DEVICES.some((one) => one.value === value);

/** When a rule holds: who, from where, on which device. */
export const WhenFields = ({ form, error, onChange }: FormPart) => {
	const may = useMay();
	const people = (label: string, value: readonly string[], set: (ids: string[]) => void) => (
		<PickMany<Person> label={label} from="/api/v1/users" value={value} name={nameOf} onChange={set} />
	);
	const groups = (label: string, value: readonly string[], set: (ids: string[]) => void) => (
		<PickMany<Group> label={label} from="/api/v1/groups" value={value} name={({ profile }) => profile.name} onChange={set} />
	);
	return (
		<Stack gap="sm">
			<Checkbox
				label="For everybody"
				checked={form.everybody}
				onChange={(event) => onChange({ everybody: event.currentTarget.checked })}
			/>
			{!form.everybody && (
				<>
					{groups("Members of", form.groups, (ids) => onChange({ groups: ids }))}
					{may("users.read") && people("And these people", form.people, (ids) => onChange({ people: ids }))}
				</>
			)}
			{groups("But not members of", form.exceptGroups, (ids) => onChange({ exceptGroups: ids }))}
			{form.exceptPeople.length > 0 && people("Nor these people", form.exceptPeople, (ids) => onChange({ exceptPeople: ids }))}
			<Checkbox
				label="From anywhere"
				checked={form.anywhere}
				onChange={(event) => onChange({ anywhere: event.currentTarget.checked })}
			/>
			{!form.anywhere && <Networks form={form} error={error} onChange={onChange} />}
			<NativeSelect
				label="Device"
				data={DEVICES}
				value={form.device}
				onChange={({ currentTarget: { value } }) => isDevice(value) && onChange({ device: value })}
			/>
		</Stack>
	);
};

const Networks = ({ form, error, onChange }: FormPart) => {
	const zones = useList<Zone>(ZONES, {}, { limit: 200 });
	const names = new Map([...form.inZones, ...form.notInZones].map((id) => [id, id]));
	for (const { id, name } of zones.items) names.set(id, name);
	const data = [...names].map(([value, label]) => ({ value, label }));
	const none = zones.items.length === 0 && !zones.loading ? "Add networks under Security, Networks first." : undefined;
	return (
		<>
			<MultiSelect
				label="From these networks"
				description={none}
				searchable
				data={data}
				value={form.inZones}
				error={fieldError(error, "network")}
				onChange={(inZones) => onChange({ inZones })}
			/>
			<MultiSelect
				label="But not from these networks"
				searchable
				data={data}
				value={form.notInZones}
				onChange={(notInZones) => onChange({ notInZones })}
			/>
		</>
	);
};
