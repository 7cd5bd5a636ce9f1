/** Codes of postgres.js and Node that mean "nobody answers", and of Postgres itself that mean "not now". */
const outages = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  '08006', // connection failure
  '53100', // disk full
  '53300', // too many connections
  '55P03', // lock not available
  '57014', // cancelled, such as by statement_timeout
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now: starting up or recovering
]);

/** Whether an error says that the database cannot serve right now, as opposed to a mistake of ours. Looks along the causes. */
export function isOutage(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string' && outages.has(at.code)) return true;
  }
  return false;
}
