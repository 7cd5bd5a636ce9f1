import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one of the verifiers of others is asked. Hashes are base64. */
export interface Claim {
  readonly kind: 'note' | 'file' | 'inclusion' | 'consistency';
  readonly key?: string;
  readonly note?: string;
  /** The text of the leaf; without it, its hash. */
  readonly entry?: string;
  readonly leaf?: string;
  readonly index?: number;
  readonly size?: number;
  readonly root?: string;
  readonly oldSize?: number;
  readonly oldRoot?: string;
  readonly proof?: readonly string[];
}

/** Where Debian puts the sources of its Go packages. */
const goPath = '/usr/share/gocode';

/** Why Go and its packages are not here, or null. */
export function whyNoGo(): string | null {
  try {
    execFileSync('go', ['list', 'golang.org/x/mod/sumdb/tlog'], { env: goEnvironment('/nonexistent-cache'), stdio: 'pipe' });
    return null;
  } catch {
    // Not installed, or without the package.
    return 'Debian packages golang-go and golang-golang-x-mod-dev are not installed';
  }
}

function goEnvironment(cache: string) {
  return { ...process.env, GO111MODULE: 'off', GOPATH: goPath, GOCACHE: cache, GOFLAGS: '' };
}

/** Builds the little program of `tests/evidence/independent` once, and answers claims with it. */
export function goVerifier(): { accepts(claims: readonly Claim[]): boolean[]; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'independent-'));
  const program = join(folder, 'independent');
  execFileSync('go', ['build', '-o', program, 'tests/evidence/independent/main.go'], {
    env: goEnvironment(join(folder, 'cache')),
    stdio: 'pipe',
  });
  return {
    accepts(claims) {
      const input = claims.map((claim) => `${JSON.stringify(claim)}\n`).join('');
      const { status, stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1e9 });
      const answers = stdout.trim().split('\n');
      if (status !== 0 || (claims.length > 0 && answers.length !== claims.length)) throw new Error(`Go's verifier failed: ${stderr}`);
      return claims.map((_, at) => answers[at] === '1');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
