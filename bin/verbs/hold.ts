import type { Command } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { type Hold, liftHold, listHolds, placeHold } from '@/lib/retention';

interface PlaceOptions {
  readonly reason: string;
  readonly source?: string;
  readonly org?: string;
  readonly person?: string;
}

/** `tracebook hold place`, `list`, `lift` */
export function addHold(program: Command): void {
  const hold = program.command('hold').description('legal holds: what must stay, whatever retention and erasure say');
  verb(hold, 'place', 'from now on nothing that it is about is erased or expires; without conditions that is everything')
    .requiredOption('--reason <text>', 'why')
    .option('--source <name>', 'actions of this source')
    .option('--org <id>', 'actions of this organisation')
    .option('--person <id>', 'actions by, for or to this person')
    .action(({ reason, source, org, person }: PlaceOptions, command: Command) =>
      onDatabase(command, async ({ viewer, reporter }) => {
        const conditions = { source: source ?? null, orgId: org ?? null, person: person ?? null };
        const placed = await placeHold(viewer, conditions, { reason, now: now() });
        reporter.answer(placed, `Hold ${placed.id} stands: ${aboutOf(placed)}.`);
      }),
    );
  verb(hold, 'list', 'lists holds, those that stand first').action((_options, command: Command) =>
    onDatabase(command, async ({ viewer, reporter }) => {
      const holds = await listHolds(viewer);
      reporter.answer(holds, holds.length === 0 ? 'There are no holds.' : holds.map(lineOf).join('\n'));
    }),
  );
  verb(hold, 'lift', 'ends a hold')
    .argument('<number>', 'its number')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason }: { reason: string }, command: Command) =>
      onDatabase(command, async ({ viewer, reporter }) => {
        const lifted = await liftHold(viewer, id, { reason, now: now() });
        reporter.answer(lifted, `Hold ${lifted.id} is lifted.`);
      }),
    );
}

function now(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function aboutOf({ source, orgId, person }: Hold): string {
  const parts = [
    ...(source === null ? [] : [`source ${source}`]),
    ...(orgId === null ? [] : [`organisation ${orgId}`]),
    ...(person === null ? [] : [`person ${person}`]),
  ];
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

function lineOf(hold: Hold): string {
  return [
    hold.id,
    hold.liftedAt === null ? 'stands' : `lifted ${hold.liftedAt}`,
    aboutOf(hold),
    hold.reason,
    hold.placedBy,
    hold.placedAt,
  ].join('\t');
}
