/** Finds the pages: the folder is the registry. Refuses a page that does not lie where its address says, and an address given twice. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Route } from './visit.ts';

const folder = new URL('./pages/', import.meta.url);

/** The page files as paths without ending, such as `rapporter/forproduserte`. */
export function pageNames(): string[] {
  return readdirSync(fileURLToPath(folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -3))
    .sort();
}

/** Loads every page. Throws with the page's name when it has no `routes`, lies elsewhere than its address, or repeats an address. */
export async function loadRoutes(): Promise<Route[]> {
  const pages = await Promise.all(
    pageNames().map(async (name) => {
      const module: { routes?: Route[] } = await import(new URL(`${name}.ts`, folder).href);
      return { name, routes: module.routes ?? [] };
    }),
  );
  return gather(pages);
}

/** All routes of the pages, checked. */
export function gather(pages: { name: string; routes: Route[] }[]): Route[] {
  const seen = new Map<string, string>();
  for (const { name, routes } of pages) {
    if (routes.length === 0) throw new Error(`pages/${name}.ts exports no routes; a page must export routes: Route[]`);
    for (const route of routes) {
      const inPlace = route.path === `/${name}` || route.path.startsWith(`/${name}/`);
      if (!inPlace)
        throw new Error(`pages/${name}.ts answers ${route.path}; it may only answer /${name} and what lies under it`);
      for (const method of ['get', 'post'] as const) {
        if (!route[method]) continue;
        const key = `${method.toUpperCase()} ${route.path.replace(/:\w+/g, ':')}`;
        const other = seen.get(key);
        if (other !== undefined) throw new Error(`${key} is answered by both pages/${other}.ts and pages/${name}.ts`);
        seen.set(key, name);
      }
    }
  }
  return pages.flatMap((page) => page.routes);
}
