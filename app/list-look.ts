import { cookies } from 'next/headers';
import { choosable, densities, type ListLook } from '@/components/audit/columns';

/** How this browser was told to show lists, as its cookies say it; all columns, close together, where they say nothing. */
export async function listLook(): Promise<ListLook> {
  const jar = await cookies();
  return readListLook(jar.get('columns-without')?.value, jar.get('density')?.value);
}

/** `columns-without=org.source; density=comfortable`. Anything else that stands there is no wish of anybody. */
export function readListLook(without = '', density = ''): ListLook {
  const named = without.split('.');
  return {
    without: choosable.filter((column) => named.includes(column)),
    density: densities.find((known) => known === density) ?? 'compact',
  };
}

/** The cookies; empty where it is as it would be anyway. */
export function printListLook({ without, density }: ListLook): { 'columns-without': string; density: string } {
  return { 'columns-without': without.join('.'), density: density === 'compact' ? '' : density };
}
