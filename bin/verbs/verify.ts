import type { Command } from 'commander';
import { exitCodes } from '@/bin/failure';
import { onDatabase, verb } from '@/bin/verb';
import { type ListedFinding, listFindings, type Verification, verifyLog } from '@/lib/seal';

/** `tracebook verify` */
export function addVerify(program: Command): void {
  verb(program, 'verify', 'reads every sealed row again, and names what is not what was sealed')
    .option('--slice', 'only the next slice, as every night')
    .action(({ slice }: { slice?: boolean }, command: Command) =>
      onDatabase(command, async ({ viewer, reporter, signal }) => {
        const onProgress = (done: number, total: number) => reporter.progress({ what: 'Verifying', done, total });
        const run = await verifyLog(viewer, {
          kind: slice ? 'slice' : 'whole',
          now: new Date().toISOString().replace('Z', '000Z'),
          signal,
          onProgress,
        });
        const findings = await listFindings(viewer, { id: run.id, limit: mostTold });
        reporter.answer({ ...run, found: findings }, [told(run), ...findings.map(lineOf)].join('\n'));
        if (run.outcome === 'differs') process.exitCode ??= exitCodes.failed;
        if (run.outcome === 'incomplete') process.exitCode ??= exitCodes.donePartly;
      }),
    );
}

const mostTold = 1_000;

function told({ outcome, checked, findings, lateRows, why }: Verification): string {
  const leaves = `${checked.toLocaleString('en')} leaves were compared`;
  const late =
    lateRows === 0 ? '' : ` ${lateRows.toLocaleString('en')} rows were sealed more than an hour after they say that they happened.`;
  const rest = why === null ? '' : ` ${why}`;
  if (outcome === 'as-sealed') return `As sealed: ${leaves}, and nothing differs.${late}`;
  if (outcome === 'incomplete') return `Incomplete: ${leaves}, and nothing of that differs.${late}${rest}`;
  return `It differs: ${leaves}, and ${findings.toLocaleString('en')} things are not what was sealed.${late}${rest}`;
}

function lineOf({ kind, leaf, source, key, ref, detail }: ListedFinding): string {
  const where = [ref ?? (source === null || key === null ? null : `${source}~${key}`), leaf === null ? null : `leaf ${leaf}`].filter(
    (one) => one !== null,
  );
  return `  ${kind.padEnd(10)} ${where.length === 0 ? '' : `${where.join(', ')}: `}${detail}`;
}
