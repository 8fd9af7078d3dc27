import { expect, test } from 'vitest';
import { menu } from './layout.ts';
import { gather, loadRoutes, pageNames } from './registry.ts';
import { everybody, type Route } from './visit.ts';

const page = (path: string): Route => ({ path, roles: everybody, get: async () => ({ missing: true }) });

test('every page of the folder is loaded, and every word of the menu leads to one', async () => {
  const paths = (await loadRoutes()).filter((route) => route.get).map((route) => route.path);
  expect(pageNames().length).toBeGreaterThan(4);
  for (const [address] of menu) expect(paths).toContain(address);
});

test('an address that two pages answer is refused with both names', () => {
  const twice = [
    { name: 'sak', routes: [page('/sak/:id')] },
    { name: 'sak/en', routes: [] },
  ];
  expect(() => gather([{ name: 'sak', routes: [page('/sak/:id'), page('/sak/:number')] }])).toThrow(
    /GET \/sak\/: is answered by both/,
  );
  expect(() => gather(twice)).toThrow('pages/sak/en.ts exports no routes');
});

test('a page that answers an address outside its own place is refused', () => {
  expect(() => gather([{ name: 'hjem', routes: [page('/profil')] }])).toThrow('pages/hjem.ts answers /profil');
  expect(() => gather([{ name: 'hjem', routes: [page('/hjemme')] }])).toThrow('pages/hjem.ts answers /hjemme');
});
