/** Where to go after signing in: a path of ours, whatever was asked for. Never another host (CWE-601), never a route that is not a page. */
export function returnPath(asked: string | null | undefined): string {
  if (!asked?.startsWith('/') || !URL.canParse(asked, here)) return '/';
  const url = new URL(asked, here);
  const path = `${url.pathname}${url.search}`;
  // A path may begin with two slashes even after parsing (`/.//evil.example`): as a Location it would name a host.
  if (url.origin !== here || path.startsWith('//') || /^\/(api|_next|sign-in)(\/|$)/.test(url.pathname)) return '/';
  return path;
}

const here = 'http://here.invalid';
