/** A browser's part in a sign-in: it keeps cookies by path and follows no redirect by itself. */
export type Browser = {
  get(url: string): Promise<Response>;
  post(url: string, form: Record<string, string>): Promise<Response>;
  /** Follows redirects from an answer until one leads nowhere further, or to an address that matches. */
  follow(response: Response, until: RegExp): Promise<{ response: Response; location: string }>;
};

type Cookie = { value: string; path: string };

export function createBrowser(): Browser {
  const jar = new Map<string, Cookie>();

  async function send(url: string, init: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = [...jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split('|')[0]}=${value}`)
      .join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    if (value === '') jar.delete(`${name}|${path}`);
    else jar.set(`${name}|${path}`, { value, path });
  }

  return {
    get: (url) => send(url, { method: 'GET' }),
    post: (url, form) => send(url, { method: 'POST', body: new URLSearchParams(form) }),
    async follow(first, until) {
      let response = first;
      let at = first.url;
      for (;;) {
        const location = response.headers.get('location');
        if (location === null) return { response, location: at };
        at = new URL(location, at).href;
        if (until.test(at)) return { response, location: at };
        response = await send(at, { method: 'GET' });
      }
    },
  };
}
