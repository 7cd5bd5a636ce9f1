import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Folders that hold what was made or installed, not what was written. */
const made = new Set(['node_modules', '.next', '.git', '.data', 'dist', 'test-results', 'playwright-report']);

/** Every written file, by its path from the root: from git where there is one, else by walking (a downloaded archive). */
export function projectFiles(): string[] {
  if (!existsSync('.git')) return walk('.');
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  return listed.split('\n').filter((path) => path !== '' && existsSync(path));
}

export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !made.has(name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? walk(path) : [path];
    });
}
