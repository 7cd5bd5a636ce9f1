import type { Notice } from '@/lib/auth';

interface GivenBack {
  readonly name: string;
  readonly defaultValue: string | undefined;
  readonly error: string | undefined;
}

/** What a field of a refused form is given back: what was typed into it, and why it was refused. */
export function givenBack(notice: Notice | null): (name: string) => GivenBack {
  return (name) => ({
    name,
    defaultValue: notice?.isRefusal ? notice.values?.[name] : undefined,
    error: notice?.at === name ? notice.words : undefined,
  });
}
