import type { Command } from 'commander';
import { Option } from 'commander';
import { onDatabase, verb } from '@/bin/verb';
import { createSignInLink, parseEmail, parseRole } from '@/lib/accounts';
import { recordAction } from '@/lib/audit';
import { config } from '@/lib/config';
import { roles } from '@/lib/viewer';

/** `tracebook user link EMAIL`: the way back in for an administrator who lost theirs. */
export function addUser(program: Command): void {
  const user = program.command('user').description('people who may sign in');
  verb(user, 'link', 'print a one-time link with which somebody sets a new password, or makes an account')
    .argument('<email>', 'whose link it is')
    .addOption(new Option('--role <role>', 'for somebody without an account').choices(roles).default('admin'))
    .option('--org <id...>', 'for somebody without an account: organisations; * for all of them', ['*'])
    .action((email: string, options: LinkOptions, command: Command) => link(email, options, command));
}

interface LinkOptions {
  readonly role: string;
  readonly org: readonly string[];
}

/** Who has an account keeps their role; a disabled account is enabled again: whoever is asked here may do that anyway. */
async function link(email: string, { role, org }: LinkOptions, command: Command): Promise<void> {
  await onDatabase(command, async ({ viewer, reporter }) => {
    const address = parseEmail(email);
    const path = await createSignInLink({ kind: 'recovery', email: address, role: parseRole(role), orgs: org });
    const own = { action: 'person.link_created', feature: 'accounts', surface: 'command', outcome: 'success' } as const;
    await recordAction(viewer, { ...own, subject_type: 'person', subject_id: address }, { now: new Date().toISOString() });
    const { href } = new URL(path, config().publicUrl);
    reporter.say(`This link signs ${address} in, once, within 15 minutes:`);
    reporter.answer({ email: address, link: href }, href);
  });
}
