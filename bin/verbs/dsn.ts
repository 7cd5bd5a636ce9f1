import type { Command } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { createProjectKey, listProjectKeys, type ProjectKey, printDsn, printToken, revokeProjectKey } from '@/lib/accounts';
import { recordAction } from '@/lib/audit';
import { config } from '@/lib/config';
import type { Viewer } from '@/lib/viewer';

/** `tracebook dsn create`, `list`, `revoke` */
export function addDsn(program: Command): void {
  const dsn = program.command('dsn').description('where SDKs of Sentry and PostHog send to');
  verb(dsn, 'create', 'create a DSN for a project, with a project key for PostHog, and print it')
    .requiredOption('--project <name>', 'whose errors and product events come by it, such as shop/web')
    .option('--org <id>', 'the organisation of all that comes by it')
    .option('--server', 'it never leaves servers of yours: events are believed when they name an organisation')
    .option('--quiet', 'print the DSN and nothing else')
    .action((options: CreateOptions, command: Command) => create(options, command));
  verb(dsn, 'list', 'list the DSNs, newest first').action((_options, command: Command) => list(command));
  verb(dsn, 'revoke', 'revoke a DSN')
    .argument('<number>', 'the number at its end')
    .action((id: string, _options, command: Command) => revoke(id, command));
}

interface CreateOptions {
  readonly project: string;
  readonly org?: string;
  readonly server?: true;
  readonly quiet?: true;
}

async function create({ project, org, server, quiet }: CreateOptions, command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const key = await createProjectKey(viewer, { project, org, trust: server ? 'server' : 'client' });
    await record(viewer, 'dsn.created', key);
    if (!quiet)
      reporter.say(`${whatItIs(key)}\nFor PostHog, the project key is ${printToken(key)} and the host ${config().publicUrl.origin}.`);
    reporter.answer({ id: key.id, dsn: printDsn(key), token: printToken(key) }, printDsn(key));
  });
}

function whatItIs({ project, trust, orgId }: ProjectKey): string {
  const whose = orgId === null ? '' : ` Everything that comes by it belongs to ${orgId}.`;
  return trust === 'server'
    ? `This is a DSN of ${project} for servers: keep it as you keep a password.${whose}`
    : `This is a DSN of ${project}. Everybody who is given it may send, and see nothing.${whose}`;
}

async function list(command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const keys = await listProjectKeys(viewer);
    reporter.answer(
      keys.map((key) => ({ ...key, dsn: printDsn(key), token: printToken(key) })),
      keys.map(lineOf).join('\n'),
    );
  });
}

async function revoke(id: string, command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const key = await revokeProjectKey(viewer, id);
    await record(viewer, 'dsn.revoked', key);
    reporter.answer(key, `The DSN ${key.id} of ${key.project} is revoked.`);
  });
}

async function record(viewer: Viewer, action: string, { id, project, orgId, trust }: ProjectKey): Promise<void> {
  const own = { action, feature: 'dsn', surface: 'command', outcome: 'success', subject_type: 'dsn' } as const;
  const metadata = JSON.stringify({ org: orgId, trust });
  await recordAction(viewer, { ...own, subject_id: id, subject_label: project, metadata }, { now: new Date().toISOString() });
}

function lineOf(key: ProjectKey): string {
  const { id, project, orgId, trust, revokedAt } = key;
  return [id, project, orgId ?? '', trust, revokedAt === null ? 'valid' : 'revoked', printDsn(key), printToken(key)].join('\t');
}
