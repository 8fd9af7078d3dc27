/** Sends what a page answers. */
import type { FastifyReply } from 'fastify';
import { wholePage } from './layout.ts';
import { setSession } from './session.ts';
import type { Answer, Visit } from './visit.ts';
import { problemScreen } from './problem-screen.ts';

/** Writes the answer to the reply. A page is never kept by a browser or a proxy: it holds people's data. */
export async function send(visit: Visit, reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-store');
  if ('redirect' in answer) {
    if (answer.cookie !== undefined) setSession(visit.house, reply, answer.cookie);
    if (answer.language) {
      const secure = visit.house.settings.address.startsWith('https:');
      void reply.setCookie('language', answer.language, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: 31_536_000,
      });
    }
    return reply.redirect(answer.redirect, 303);
  }
  if ('stream' in answer) {
    const kind = answer.inline ? 'inline' : 'attachment';
    void reply.header('content-type', answer.mediaType);
    void reply.header(
      'content-disposition',
      `${kind}; filename="${asciiName(answer.fileName)}"; filename*=UTF-8''${encodeURIComponent(answer.fileName)}`,
    );
    if (answer.size !== undefined) void reply.header('content-length', answer.size);
    return reply.send(answer.stream);
  }
  void reply.header('content-type', 'text/html; charset=utf-8');
  if ('missing' in answer) return reply.code(404).send(wholePage(visit, problemScreen(visit, 'missing')));
  if ('forbidden' in answer) return reply.code(403).send(wholePage(visit, problemScreen(visit, 'forbidden')));
  return reply.code(answer.status ?? 200).send(wholePage(visit, answer.page));
}

function asciiName(name: string): string {
  return name.replace(/[^\w.() -]/g, '_');
}
