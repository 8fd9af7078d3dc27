/** The portal: Fastify with the guards that every page stands behind. */
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { assetFolders, assetPrefix } from './assets.ts';
import { send } from './answer.ts';
import type { House } from './house.ts';
import { loadRoutes } from './registry.ts';
import { answerRoute, plainVisit } from './request.ts';
import { isSecure } from './session.ts';
import { problemScreen, type Trouble } from './problem-screen.ts';
import type { Route } from './visit.ts';

/** Requests per minute from one address: to any page, and to those where a password or code is given. */
export const perMinute = { any: 600, signIn: 30 };

/** Opens the portal, ready to `listen` or `inject`. Closing it is the caller's. */
export async function openPortal(house: House): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    trustProxy: house.settings.trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 1_000_000,
    routerOptions: { maxParamLength: 300 },
  });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isSecure(house) ? { maxAge: 31_536_000 } : false,
  });
  await app.register(fastifyRateLimit, { max: perMinute.any, timeWindow: '1 minute' });
  await app.register(fastifyCookie);
  await app.register(fastifyFormbody);
  await app.register(fastifyMultipart);
  let first = true;
  for (const [name, root] of Object.entries(assetFolders)) {
    await app.register(fastifyStatic, {
      root,
      prefix: `${assetPrefix}/${name}/`,
      decorateReply: first,
      immutable: true,
      maxAge: '365d',
      index: false,
    });
    first = false;
  }

  for (const route of await loadRoutes()) addRoute(app, house, route);
  app.get('/', (_request, reply) => reply.redirect('/hjem', 303));

  app.setNotFoundHandler(async (request, reply) => {
    const visit = await plainVisit(house, request, reply);
    return send(visit, reply, { missing: true });
  });

  app.setErrorHandler(async (error, request, reply) => {
    const { trouble, status } = troubleOf(error);
    if (trouble === 'broken') {
      // Once, at the edge; the route's pattern and not its address, which may hold what was searched for.
      house.log.error(
        { err: error, request: request.id, route: request.routeOptions.url },
        'a page of the portal failed',
      );
    }
    const visit = await plainVisit(house, request, reply);
    const screen = problemScreen(visit, trouble, trouble === 'broken' ? request.id : undefined);
    return send(visit, reply, { page: screen, status });
  });
  return app;
}

function troubleOf(error: unknown): { trouble: Trouble; status: number } {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return { trouble: 'tooLarge', status: 413 };
  if (status === 429) return { trouble: 'tooMany', status };
  if (status === 400 || status === 406 || status === 415) return { trouble: 'stale', status };
  return { trouble: 'broken', status: 500 };
}

function addRoute(app: FastifyInstance, house: House, route: Route): void {
  if (route.get) app.get(route.path, (request, reply) => answerRoute(house, route, 'get', request, reply));
  if (route.post) {
    const config = route.open ? { rateLimit: { max: perMinute.signIn, timeWindow: '1 minute' } } : {};
    app.post(route.path, { config }, (request, reply) => answerRoute(house, route, 'post', request, reply));
  }
}
