import type { Filter, ParamProblem } from '@/lib/address';
import { AppError } from '@/lib/errors';

/** What every list and facet is asked with. */
interface Asked {
  readonly problems: readonly ParamProblem[];
  readonly filter?: Filter<string, string>;
}

/**
 * The address as it was read, if all of it could be. A page shows what it could not read and goes on; a program would take
 * the wider answer for the one that it asked for.
 *
 * @throws {AppError} `malformed`, naming each part
 */
export function asked<A extends Asked>(address: A): A {
  const errors = [
    ...address.problems.map(({ param, why }) => ({ at: param, message: why })),
    ...(address.filter?.terms ?? []).flatMap((term) =>
      term.kind === 'unreadable' ? [{ at: 'q', message: `${term.text}: ${term.why}` }] : [],
    ),
  ];
  if (errors.length > 0) throw new AppError('malformed', errors.map(({ message }) => message).join(' '), { errors });
  return address;
}
