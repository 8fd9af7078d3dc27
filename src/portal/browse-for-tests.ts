/** A browser for tests that only speaks HTTP: keeps cookies, and finds the token of a page's forms. */
import type { FastifyInstance } from 'fastify';
import { password } from './sample-for-tests.ts';

export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  /** Sends a form with the token of the last page that had one. */
  post(path: string, form: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Page>;
  upload(path: string, fields: Record<string, string>, files: { name: string; text: string }[]): Promise<Page>;
  cookies: Map<string, string>;
  token: string;
}

export interface Page {
  status: number;
  text: string;
  location: string | undefined;
  headers: Record<string, unknown>;
  bytes: Buffer;
}

let visitors = 0;

/** A visitor who has not signed in, with an address of its own unless one is given. */
export function visitor(app: FastifyInstance, address?: string): Visitor {
  visitors += 1;
  const remoteAddress = address ?? `198.51.${100 + Math.floor(visitors / 250)}.${1 + (visitors % 250)}`;
  const cookies = new Map<string, string>();
  const self: Visitor = { cookies, token: '', get, post, upload };

  async function send(
    method: 'GET' | 'POST',
    url: string,
    payload?: string | Buffer,
    headers: Record<string, string> = {},
  ) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.inject({
      method,
      remoteAddress,
      url,
      headers: { ...(cookie ? { cookie } : {}), ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const each of answer.cookies) {
      if (each.maxAge === 0 || (each.expires && each.expires.getTime() === 0)) cookies.delete(each.name);
      else cookies.set(each.name, each.value);
    }
    self.token = /name="token" value="([^"]+)"/.exec(answer.body)?.[1] ?? self.token;
    const location = answer.headers.location;
    return {
      status: answer.statusCode,
      text: answer.body,
      bytes: answer.rawPayload,
      location,
      headers: answer.headers,
    };
  }

  async function get(path: string, headers?: Record<string, string>) {
    return send('GET', path, undefined, headers);
  }

  async function post(path: string, form: Record<string, string | string[]>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries({ token: self.token, ...form })) {
      for (const each of [value].flat()) body.append(name, each);
    }
    return send('POST', path, body.toString(), { 'content-type': 'application/x-www-form-urlencoded', ...headers });
  }

  async function upload(path: string, fields: Record<string, string>, files: { name: string; text: string }[]) {
    const boundary = '----kreditorflyt';
    const parts = Object.entries({ token: self.token, ...fields }).map(
      ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const fileParts = files.map(
      (file) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="filer"; filename="${file.name}"\r\ncontent-type: text/csv\r\n\r\n${file.text}\r\n`,
    );
    const body = Buffer.from(`${parts.join('')}${fileParts.join('')}--${boundary}--\r\n`);
    return send('POST', path, body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
  }

  return self;
}

/** A visitor who has signed in with the sample's password. */
export async function signedInVisitor(app: FastifyInstance, login: string): Promise<Visitor> {
  const who = visitor(app);
  await who.get('/palogging');
  const answer = await who.post('/palogging', { login, password });
  if (answer.status !== 303) throw new Error(`${login} could not sign in: ${answer.status}`);
  await who.get('/hjem');
  return who;
}
