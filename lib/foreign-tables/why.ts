/** Why a table gave no answer, in one line without a word of Postgres' own: that could tell of addresses and rows. */
export function whyFrom(error: unknown): string {
  const code = codeOf(error);
  if (code === null) return error instanceof Error && /^it did not answer/.test(error.message) ? error.message : 'it failed';
  return reasons[code] ?? reasons[code.slice(0, 2)] ?? `it failed (${code})`;
}

/** Whether it was the question that took too long. */
export function isSlow(error: unknown): boolean {
  return codeOf(error) === '57014';
}

const unreachable = 'it cannot be reached';

const reasons: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: unreachable,
  CONNECTION_CLOSED: 'the connection was cut',
  CONNECTION_DESTROYED: 'the connection was cut',
  CONNECTION_ENDED: 'the connection was cut',
  ECONNREFUSED: unreachable,
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: unreachable,
  ETIMEDOUT: unreachable,
  '08': unreachable,
  '22': 'a row does not fit its mapping',
  '28': 'its user or password is refused',
  '3D000': 'its database is not there',
  '42501': 'its user may not read it',
  '42': 'its mapping does not fit the table',
  '53': 'its server has no room for us',
  '55P03': 'it is locked',
  '57014': 'the question took too long for it; narrow it down',
  '57': 'its server is stopping or starting',
};

/** Along the causes: a library wraps what the driver says. */
function codeOf(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return null;
}
