import { type Command, InvalidArgumentError } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { createToken, listTokens, revokeToken, type Token } from '@/lib/accounts';
import { recordAction } from '@/lib/audit';
import type { Viewer } from '@/lib/viewer';

/** `tracebook token create`, `list`, `revoke` */
export function addToken(program: Command): void {
  const token = program.command('token').description('what services and programs sign in with');
  verb(token, 'create', 'create a token and print it: it is not shown again')
    .requiredOption('--name <name>', 'what uses it')
    .requiredOption('--scopes <scopes>', 'permissions, separated by commas, such as audit:read')
    .option('--org <id...>', 'organisations; * for all of them', ['*'])
    .option('--source <source>', 'for a producer: the only source that it may write')
    .option('--days <days>', 'days until it expires; without it, never', readDays)
    .option('--quiet', 'print the token and nothing else')
    .action((options: CreateOptions, command: Command) => create(options, command));
  verb(token, 'list', 'list the tokens, newest first').action((_options, command: Command) => list(command));
  verb(token, 'revoke', 'revoke a token')
    .argument('<id>', 'the part between tb_ and the second _')
    .action((id: string, _options, command: Command) => revoke(id, command));
}

interface CreateOptions {
  readonly name: string;
  readonly scopes: string;
  readonly org: readonly string[];
  readonly source?: string;
  readonly days?: number;
  readonly quiet?: true;
}

async function create({ name, scopes, org, source, days, quiet }: CreateOptions, command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const wanted = { name, scopes: scopes.split(',').map((scope) => scope.trim()), orgs: org };
    const { token, text } = await createToken(viewer, { ...wanted, ...(source ? { source } : {}), ...(days ? { days } : {}) });
    await record(viewer, 'token.created', token);
    if (!quiet) reporter.say(`This is the token ${token.name}. It is not shown again.`);
    reporter.answer({ id: token.id, token: text }, text);
  });
}

async function list(command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const tokens = await listTokens(viewer);
    reporter.answer(tokens, tokens.map(lineOf).join('\n'));
  });
}

async function revoke(id: string, command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const token = await revokeToken(viewer, id);
    await record(viewer, 'token.revoked', token);
    reporter.answer(token, `The token ${token.name} is revoked.`);
  });
}

async function record(viewer: Viewer, action: string, { id, name, scopes, orgs, source, expiresAt }: Token): Promise<void> {
  const own = { action, feature: 'tokens', surface: 'command', outcome: 'success', subject_type: 'token' } as const;
  const metadata = JSON.stringify({ scopes, orgs, source, expires_at: expiresAt });
  await recordAction(viewer, { ...own, subject_id: id, subject_label: name, metadata }, { now: new Date().toISOString() });
}

function lineOf({ id, name, scopes, orgs, isOver }: Token): string {
  return [id, name, scopes.join(','), orgs.join(','), isOver ? 'over' : 'valid'].join('\t');
}

function readDays(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('A whole number of days.');
  return Number(text);
}
