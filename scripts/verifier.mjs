import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { root } from './root.mjs';

/**
 * The verifier that travels with each bundle, made of `bin/verifier` and of nothing else than what it walks into: `verify.mjs` for Node and
 * `verify.html` for a browser. One file each, not minified, so that whoever trusts nobody can read them; the same bytes from the same
 * sources, so that their SHA-256 can be published (docs/evidence.md).
 *
 * @returns {Promise<{ name: string, text: string }[]>}
 */
export async function verifierFiles() {
  const { build, stop } = await import('esbuild');
  /** @param {string} entry @param {import('esbuild').BuildOptions} options */
  const bundled = async (entry, options) => {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [`bin/verifier/${entry}.ts`],
      write: false,
      bundle: true,
      format: 'esm',
      charset: 'utf8',
      legalComments: 'inline',
      logLevel: 'error',
      ...options,
    });
    return outputFiles?.[0]?.text ?? '';
  };
  const program = await bundled('main', { platform: 'node', target: 'node20', plugins: [doors(false)] });
  const script = await bundled('page', { platform: 'browser', format: 'iife', target: 'es2023', plugins: [doors(true)] });
  // It would stay for the next bundle, which does not come.
  await stop();
  return [
    { name: 'verify.mjs', text: `#!/usr/bin/env node\n${program}` },
    { name: 'verify.html', text: pageOf(script) },
  ];
}

/**
 * Rooms are pure: what is not used of them is left out. A page has no `node:crypto`.
 *
 * @param {boolean} inBrowser
 * @returns {import('esbuild').Plugin}
 */
function doors(inBrowser) {
  return {
    name: 'doors',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^(@\/lib\/|\.\/)/ }, async ({ path, pluginData, ...rest }) => {
        if (pluginData === 'resolving') return undefined;
        const isPlatform = inBrowser && path === './platform';
        const found = await resolve(isPlatform ? './platform-browser' : path, { ...rest, pluginData: 'resolving' });
        return { ...found, sideEffects: found.path.endsWith('bin/verifier/page.ts') || found.path.endsWith('bin/verifier/main.ts') };
      });
    },
  };
}

/** @param {string} script */
function pageOf(script) {
  const style = readFileSync(`${root}/bin/verifier/page.css`, 'utf8');
  /** @param {string} text */
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  if (script.includes('</script')) throw new Error('The script would end the page.');
  /** @type {Record<string, string>} */
  const parts = { policy, style, script };
  return readFileSync(`${root}/bin/verifier/page.html`, 'utf8').replaceAll(
    /\{\{(policy|style|script)\}\}/g,
    (_, name) => parts[name] ?? '',
  );
}
