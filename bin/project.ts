import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, from wherever the bundle of the command line lies in it. */
export const project = folderOf(dirname(fileURLToPath(import.meta.url)));

/** Of Tracebook. */
export const version: string = JSON.parse(readFileSync(`${project}/package.json`, 'utf8')).version;

function folderOf(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(`${folder}/next.config.js`)) return folder;
    if (folder === dirname(folder)) throw new Error(`${start} lies in no Tracebook project.`);
  }
}
