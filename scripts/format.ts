/** `npm run format`: formats, sorts imports, applies the linter's safe repairs, and writes the generated pages anew. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiPages } from "./api-page.ts";
import { root, tool } from "./command.ts";
import { writePages } from "./docs.ts";

writePages();
for (const [file, text] of await apiPages()) writeFileSync(join(root, file), text);
const { passed, output } = await tool("@biomejs/biome/bin/biome", ["check", "--write"]);
process.stdout.write(output);
process.exitCode = passed ? 0 : 1;
