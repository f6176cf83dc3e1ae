/** `npm run kit -- …`: hands the words to the kit, prints what comes back, ends with its exit code. */
import { createProgress } from "./progress.ts";
import { runKit } from "./run-kit.ts";

const { exitCode, stdout, stderr } = await runKit(process.argv.slice(2), createProgress(process.stderr));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
