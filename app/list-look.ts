import { cookies } from 'next/headers';
import { choosable, densities, type ListLook, onRequest } from '@/components/audit/columns';

/** How this browser was told to show lists, as its cookies say it; the usual columns, close together, where they say nothing. */
export async function listLook(): Promise<ListLook> {
  const jar = await cookies();
  return readListLook(jar.get('columns')?.value, jar.get('density')?.value);
}

/** `columns=actor.subject; density=comfortable`, or `columns=none`. Anything else that stands there is no wish of anybody. */
export function readListLook(columns = '', density = ''): ListLook {
  const named = columns.split('.');
  const isWish = columns === none || named.every((name) => choosable.some((column) => column === name));
  return {
    without: isWish ? choosable.filter((column) => !named.includes(column)) : onRequest,
    density: densities.find((known) => known === density) ?? 'compact',
  };
}

/** The cookies; empty where it is as it would be anyway. */
export function printListLook({ without, density }: ListLook): { columns: string; density: string } {
  const columns = choosable.filter((column) => !without.includes(column));
  const isUsual = choosable.every((column) => without.includes(column) === onRequest.includes(column));
  return { columns: isUsual ? '' : columns.join('.') || none, density: density === 'compact' ? '' : density };
}

const none = 'none';
