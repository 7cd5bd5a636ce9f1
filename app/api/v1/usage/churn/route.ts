import { churnInputSchema } from '@/app/api/v1/schemas';
import { recordOwnAction } from '@/app/own-action';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { admitted, readBody } from '@/lib/intake';
import { recordChurn } from '@/lib/ledger';
import { answer, json } from '@/lib/telemetry';

const mostBytes = 5_000_000;

/** Takes how much the code of features was changed, in place of what was known of the same months; answers after commit. */
export const POST = answer(async (request) => {
  const viewer = await viewerOf(request, 'usage:write');
  const report = await admitted(async () => reportFrom(await readBody(request, { mostBytes })));
  const { features } = await recordChurn(viewer, report);
  await recordOwnAction(viewer, {
    action: 'churn.recorded',
    feature: 'usage',
    surface: '/api/v1/usage/churn',
    subject: { type: 'repository', id: report.project },
    details: { since: report.since, rows: report.rows.length },
  });
  return json({ project: report.project, since: report.since, features });
});

function reportFrom(body: string) {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new AppError('malformed', 'The body is no JSON.');
  }
  const read = churnInputSchema.safeParse(json);
  if (read.success) return read.data;
  const errors = read.error.issues.slice(0, 20).map(({ path, message }) => ({ at: path.join('.'), message }));
  throw new AppError('malformed', `This tells of no changes to code: ${errors[0]?.at} ${errors[0]?.message}`, { errors });
}
