import { printBase64 } from '@/lib/tlog';
import { visibleText } from '@/lib/visible-text';
import type { Manifest } from './manifest';
import type { ErasedFields, Verdict } from './verify-bundle';

/** A verdict as people read it: in the first line what it is, then what was exported, what is proven, and what is not. */
export interface Described {
  readonly headline: string;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

export function describeVerdict(verdict: Verdict): Described {
  const sections = [
    { title: verdict.code === 3 ? 'Why it is not verified' : 'Findings', lines: findingLines(verdict) },
    { title: 'The export, as its manifest states it', lines: verdict.manifest ? manifestLines(verdict.manifest) : [] },
    { title: verdict.code === 0 ? 'Proven' : 'What fits together', lines: provenLines(verdict) },
    { title: 'Withheld by the export', lines: withheldLines(verdict) },
    { title: 'Erased', lines: erasedLines(verdict) },
    { title: 'Not proven', lines: notProvenLines(verdict) },
  ];
  return { headline: headlines[verdict.code], sections: sections.filter(({ lines }) => lines.length > 0) };
}

/** The same as plain text, with its last line feed. */
export function printVerdict(verdict: Verdict): string {
  const { headline, sections } = describeVerdict(verdict);
  return `${headline}\n${sections.map(({ title, lines }) => `\n${title}:\n${lines.map((line) => `  - ${line}\n`).join('')}`).join('')}`;
}

const headlines = {
  0: 'VERIFIED: everything in this export is what was signed and sealed.',
  1: 'NOT VERIFIED, MISMATCH: something in this export is not what was signed or sealed. Do not rely on it.',
  2: 'NOT VERIFIED, INCOMPLETE: something is missing or cut. Do not rely on it; ask for the export again.',
  3: 'NOT VERIFIED, KEY: who made this export is not proven.',
} as const;

function findingLines({ findings, unlisted }: Verdict): string[] {
  const lines = findings.map(({ kind, text }) => `${kindWords[kind]}: ${seen(text)}`);
  return unlisted > 0 ? [...lines, `and ${unlisted} more.`] : lines;
}

const kindWords = { mismatch: 'mismatch', incomplete: 'incomplete', key: 'key' } as const;

function manifestLines(manifest: Manifest): string[] {
  const { viewer, reason, rows, first, last, masking, notSealed, notes } = manifest;
  return [
    `${manifest.format} ${seen(manifest.exportId)}, made ${seen(manifest.madeAt)} by ${seen(viewer.label)} (${seen(viewer.id)})${reason === null ? '' : `, reason: ${seen(reason)}`}`,
    `asked for: ${seen(manifest.filterWords)}; as text: ${seen(manifest.filter) || '(everything)'}; zone ${seen(manifest.zone)}; nothing after ${seen(manifest.asOf)}`,
    `${plural(rows, 'row')}${first === null ? '' : `, from ${seen(first)} to ${seen(last ?? '')}`}`,
    ...(notSealed > 0 ? [`${plural(notSealed, 'matching row')} left out: not sealed yet`] : []),
    ...(masking.withheld.length > 0 ? [`masking profile ${seen(masking.profile)}`] : []),
    ...notes.map(seen),
  ];
}

function provenLines({ code, manifest, checkpoint, provenRows, signedBy, vouchedBy }: Verdict): string[] {
  if (!manifest) return [];
  const lines: string[] = [];
  if (code === 0) {
    lines.push(
      vouchedBy === 'checkpoint'
        ? 'The manifest and every file are signed by a key that signed the checkpoint which you gave.'
        : 'The manifest and every file are signed by a key that you gave.',
    );
  }
  if (checkpoint && manifest.format === 'bundle' && provenRows === manifest.rows) {
    const tree = `the log ${seen(checkpoint.origin)} when it held ${plural(checkpoint.size, 'entry', 'entries')} (root ${printBase64(checkpoint.root)})`;
    lines.push(`${plural(provenRows, 'row')} stood in ${tree}, each with just the values that are here.`);
  }
  if (vouchedBy === 'checkpoint' && code === 0)
    lines.push('That log and the checkpoint which you gave are one log: nothing that both hold was changed in between.');
  for (const { key, time } of signedBy) {
    if (time !== null)
      lines.push(`The witness ${seen(key.name)} signed this checkpoint at ${new Date(time * 1000).toISOString().slice(0, 19)}Z.`);
  }
  return lines;
}

function withheldLines({ withheld }: Verdict): string[] {
  return [...withheld]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, rows]) => `${name}: withheld in ${plural(rows, 'row')}; the rows are proven without it`);
}

function erasedLines({ erased, unlistedErased }: Verdict): string[] {
  const lines = erased.slice(0, mostErasedLines).map(erasedLine);
  const more = erased.length - lines.length + unlistedErased;
  return more > 0 ? [...lines, `and ${plural(more, 'more row')} with erased fields.`] : lines;
}

const mostErasedLines = 50;

function erasedLine({ row, leaf, fields, by, reason, at }: ErasedFields): string {
  return `${seen(row)} (leaf ${leaf}): ${fields.join(', ')} REDACTED by leaf ${by}, ${seen(at)}, reason: ${seen(reason)}`;
}

function notProvenLines({ manifest, signedBy, code }: Verdict): string[] {
  const lines = [
    'That what the rows say is true, or that everything that happened was written down. Only what was sealed is proven, and only from then on.',
  ];
  if (manifest?.format === 'bundle')
    lines.push(
      'That these are all rows that match the filter: each row here is in the log, and the number of rows is the word of whoever signed the manifest.',
    );
  else if (manifest) lines.push('Row by row, nothing: this export is no bundle. Its files are those that the manifest names, no more.');
  if (!signedBy.some(({ time }) => time !== null))
    lines.push('That everybody was shown the same log: no witness that you named has signed this checkpoint.');
  if (code === 3) lines.push('Who made this export.');
  return lines;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What others wrote, so that it can neither steer a terminal nor pretend to be a line of ours. */
function seen(text: string): string {
  return visibleText(text.length > mostShown ? `${text.slice(0, mostShown).toWellFormed()}…` : text);
}

const mostShown = 2_000;
