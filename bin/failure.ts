import { ConfigError } from '@/lib/config';
import { AppError } from '@/lib/errors';

/** What the command line's exit codes say; every verb's help lists them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** Done, and something was left out: rejected lines, conflicting rows. */
  donePartly: 2,
  misused: 64,
  misconfigured: 78,
} as const;

/** The one sentence for people, and the code for scripts. */
export function failureOf(error: unknown): { readonly sentence: string; readonly code: number } {
  if (error instanceof ConfigError) return { sentence: error.message, code: exitCodes.misconfigured };
  return { sentence: sentenceOf(error), code: exitCodes.failed };
}

const unreachable = 'The database does not answer: check DATABASE_URL, and that the server runs.';

/** True for what passes when the database comes back. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', cause } = error as { code?: string; cause?: unknown };
  return (
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|CONNECT_TIMEOUT|CONNECTION_CLOSED|CONNECTION_ENDED|57P0[123])$/.test(code) ||
    (cause instanceof Error && isUnreachable(cause))
  );
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (!(error instanceof Error)) return `Something went wrong here: ${String(error)}`;
  const { code, path, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program: stop that, or choose another port by PORT=${(port ?? 3000) + 1}.`;
    case 'EACCES':
    case 'EPERM':
      return port
        ? `Port ${port} needs more rights than this account has: choose one above 1023 by PORT.`
        : `This account may not write or read ${path ?? 'a file that is needed'}.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${address ?? ''}: correct HOSTNAME.`;
    case 'ENOSPC':
    case 'EDQUOT':
    case '53100':
      return `The disk is full${path ? ` (${path})` : ''}: make room and try again, nothing that was confirmed is lost.`;
    case 'EROFS':
      return `${path ?? 'The folder'} is on a file system that cannot be written to.`;
    case 'ENOENT':
      return `There is no ${path ?? 'such file'}.`;
    case 'EISDIR':
      return `${path ?? 'That'} is a folder.`;
    case '28P01':
    case '28000':
      return 'The database refuses the user or password in DATABASE_URL.';
    case '3D000':
      return 'The database that DATABASE_URL names does not exist on that server.';
    case '42501':
      return `The database user may not do this: ${error.message}.`;
    default:
      return isUnreachable(error) ? unreachable : `Something went wrong here: ${error.message.split('\n', 1)[0]}`;
  }
}
