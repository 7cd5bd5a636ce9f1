/** Builds the app and the command line, for whoever builds in one place and serves in another. `npm start` does so by itself. */
import { build } from './build.mjs';
import { bundle } from './bundle.mjs';

const { code, output } = await build();
process.stdout.write(output);
process.exitCode = code;
if (code === 0) await bundle();
