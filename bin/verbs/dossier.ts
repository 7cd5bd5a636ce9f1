import type { Command } from 'commander';
import { exitCodes } from '@/bin/failure';
import { onDatabase, verb } from '@/bin/verb';
import { config } from '@/lib/config';
import { type Dossier, type DossierPage, getDossier, idIn, pageOf, printDossier } from '@/lib/dossier';
import { AppError } from '@/lib/errors';

/** `tracebook dossier ID` */
export function addDossier(program: Command): void {
  verb(program, 'dossier', 'what happened under one ID, from all sources')
    .argument('<id>', 'a request, trace or session ID, or a text that holds one')
    .action((text: string, _options, command: Command) =>
      onDatabase(command, async ({ viewer, reporter }) => {
        const found = idIn(text);
        if (!found) throw new AppError('malformed', 'There is no ID in an empty text.');
        const now = new Date().toISOString().replace('Z', '000Z');
        const dossier = await getDossier(viewer, found.id, { now, retentionDays: config().logs.retentionDays });
        const page = pageOf(dossier, { after: null, source: null, service: null, limit: Number.POSITIVE_INFINITY });
        reporter.answer(printDossier(dossier, page), told(dossier, page));
        if (!dossier.isComplete) process.exitCode = exitCodes.donePartly;
      }),
    );
}

function told({ id, completeness, stories }: Dossier, { rows }: DossierPage): string {
  const parts = stories.flatMap(({ apart, summary }, at) => [
    ...(stories.length > 1 ? [`Story ${at + 1} of ${stories.length}: ${apart ?? ''}`] : []),
    ...summary.map(({ text }) => text),
    '',
    ...rows
      .filter(({ story }) => story === at)
      .flatMap(({ entry }) =>
        entry.moments.map(({ time, service, level, text }) => [time, service ?? '-', level ?? 'action', text].join('  ')),
      ),
    '',
  ]);
  return [`What happened: ${id}`, completeness, '', ...(stories.length === 0 ? ['Nothing was found.'] : parts)].join('\n').trimEnd();
}
