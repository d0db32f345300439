/** `npm run format`: formats, sorts imports, applies the linter's safe repairs, and writes the generated pages anew. */
import { tool } from "./command.ts";
import { writePages } from "./docs.ts";

writePages();
const { passed, output } = await tool("@biomejs/biome/bin/biome", ["check", "--write"]);
process.stdout.write(output);
process.exitCode = passed ? 0 : 1;
