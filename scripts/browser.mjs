import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** Debian's browser without a window comes first: it does the same with less work. */
const installed = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What to do where no browser can be had; said as it stands. */
export const howToGetBrowser =
  'There is no Chromium or Chrome to test with. Install one (Debian: apt-get install chromium-headless-shell; macOS: brew install --cask google-chrome), ' +
  'or name the program: CHROMIUM_PATH=/path/to/chrome npm test';

/**
 * A Chromium or Chrome: the one that CHROMIUM_PATH names, an installed one, or on Linux (x64) one unpacked from npm.
 *
 * @returns {Promise<Record<string, string> | null>} the environment in which Playwright finds and can start it
 */
export async function browserEnvironment() {
  const path = process.env.CHROMIUM_PATH ?? installed.find(existsSync);
  if (path) return existsSync(path) ? { CHROMIUM_PATH: path } : null;
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  return unpackedBrowser();
}

/**
 * `@sparticuz/chromium` unpacks into the folder for temporary files and counts a half-written file as done: so it gets a
 * folder of its own, which is given its name when everything lies in it. It brings the libraries and fonts that a bare
 * machine lacks (its own list of fonts names folders of another machine). Its list of arguments is never used: it switches off the web's security.
 */
async function unpackedBrowser() {
  const home = join(root, 'node_modules/.cache/chromium');
  if (!existsSync(home)) {
    const unfinished = `${home}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    const unpack = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
    const { code } = await run(process.execPath, ['-e', unpack], {
      env: { TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    if (code !== 0 || !existsSync(join(unfinished, 'al2023/lib'))) {
      rmSync(unfinished, { recursive: true, force: true });
      return null;
    }
    writeFileSync(
      join(unfinished, 'fonts.conf'),
      `<fontconfig><dir>${home}/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>`,
    );
    renameSync(unfinished, home);
  }
  return { CHROMIUM_PATH: join(home, 'chromium'), LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') };
}
