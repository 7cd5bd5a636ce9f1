import { remember } from '@/app/api/remember';
import { printListLook } from '@/app/list-look';
import { choosable, densities } from '@/components/audit/columns';
import { assertSameOrigin, readForm } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { answer } from '@/lib/telemetry';

/** Remembers which columns lists show, and how close their rows stand. Needs no session. */
export const POST = answer(async (request) => {
  assertSameOrigin(request);
  const form = await readForm(request);
  const density = densities.find((known) => known === form.get('density'));
  if (!density) throw new AppError('malformed', 'The density is compact or comfortable.');
  const without = choosable.filter((column) => !form.getAll('column').includes(column));
  return remember(form.get('back'), printListLook({ without, density }));
});
