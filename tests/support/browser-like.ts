/** Sends forms and follows their answers as a browser without script does: same origin, cookies kept. */
export interface BrowserLike {
  /** The page's HTML, after every redirect. */
  open(path: string): Promise<string>;
  /** Posts a form and answers the page that it leads to. */
  send(path: string, fields: Readonly<Record<string, string>> | URLSearchParams): Promise<string>;
}

export function browserLike(baseUrl: string, cookie = ''): BrowserLike {
  const jar = new Map(cookie ? [[nameOf(cookie), cookie]] : []);
  const request = async (path: string, init: RequestInit = {}): Promise<string> => {
    const headers = { accept: 'text/html', origin: baseUrl, cookie: [...jar.values()].join('; ') };
    const answer = await fetch(new URL(path, baseUrl), { ...init, headers, redirect: 'manual' });
    for (const set of answer.headers.getSetCookie()) jar.set(nameOf(set), set.split(';')[0] ?? '');
    const location = answer.headers.get('location');
    return location === null ? answer.text() : request(location);
  };
  return {
    open: (path) => request(path),
    send: (path, fields) => request(path, { method: 'POST', body: new URLSearchParams(fields) }),
  };
}

function nameOf(cookie: string): string {
  return cookie.slice(0, cookie.indexOf('='));
}
