import { carryIds, hasRealLines, type Line, linesOfId } from '@/lib/logs';
import type { Caveat } from '@/lib/reading';
import type { Moment } from '@/lib/story';
import type { Viewer } from '@/lib/viewer';
import { type Answer, silent } from './ask';

/** The longest request that was seen has 3,308 lines. */
const most = 5_000;

/** Lines that carry the ID as their request, trace or session. */
export async function askLogs(viewer: Viewer, id: string): Promise<Answer> {
  const found = await linesOfId(viewer, id, { limit: most + 1 });
  if (found.lines.length === 0) {
    if (viewer.sees === 'real' && !(await hasRealLines())) return silent('logs', 'no line was ever sent here', 'not-configured');
    if (!(await carryIds(viewer)))
      return silent('logs', 'none of the newest 1,000 lines carries a request, trace or session ID', 'not-recorded');
  }
  const isCut = found.lines.length > most;
  const lines = found.lines.slice(0, most);
  const caveats: Caveat[] = [
    ...found.caveats,
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the first ${most.toLocaleString('en')} lines are told` }] : []),
  ];
  return {
    reading: {
      source: 'logs',
      verdict: lines.length > 0 ? 'found' : 'none',
      count: { value: lines.length, capped: isCut },
      caveats,
      why: null,
      since: null,
    },
    moments: lines.map(momentFrom),
  };
}

function momentFrom(line: Line, place: number): Moment {
  return {
    ref: `line:${line.id}`,
    time: line.time,
    toldTime: null,
    source: 'logs',
    place,
    service: line.service ?? line.source.replace(/^sample\//, ''),
    level: line.level,
    text: line.message,
    requestId: line.request_id,
    userId: line.user_id,
    orgId: line.org_id,
    method: line.method,
    route: line.route,
    status: line.status,
    durationMs: line.duration_ms,
    action: null,
    error: null,
    use: null,
  };
}
