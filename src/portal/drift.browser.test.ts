import type { FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings, listen, signedInPage, startBrowser } from './chromium-for-tests.ts';
import { fill, type Filled } from './filled-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let browser: Browser;
let address: string;
let filled: Filled;

beforeAll(async () => {
  house = await sampleHouse();
  filled = await fill(house);
  const at = house.clock.now();
  await house.db.query(`insert into night (date, state, planned_at) values ('2026-11-23', 'done', $1)`, [at]);
  await house.db.query(
    `insert into night_step (date, client, kind, state) values ('2026-11-23', 33220, 'confirmation', 'done'), ('2026-11-23', 41007, 'settlement', 'failed')`,
  );
  await house.db.query(
    `insert into payment (journal, row, type, paid_on, booked_on, amount, state, waits_for, payer_name) values ($1, 1, 'bank', '2026-11-20', '2026-11-20', 431250, 'unplaced', 'kid-unknown', 'Kornelius Bakke')`,
    [filled.journals[33220]![0]],
  );
  await house.db.query(
    `insert into delivery (client, route, target, file_name, created_at, next_try_at, given_up_at) values (33220, 'sftp', 'ut', 'Avregning.pdf', $1, $1, $1)`,
    [at],
  );
  app = await openPortal(house);
  address = await listen(app);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await house.close();
});

function screens(): string[] {
  const [drop] = filled.drops[33220]!;
  const [journal] = filled.journals[33220]!;
  return [
    '/drift',
    '/drift/filer',
    `/drift/filer/${drop}`,
    '/drift/rader',
    '/drift/rader?klient=33220&kode=date-impossible&format=kreditorfil-csv%401&kolonne=forfall',
    `/drift/rader/rad/${journal}/6`,
    '/drift/plassering',
    '/drift/leveranser',
    '/drift/netter',
    '/drift/netter/2026-11-23',
    '/drift/klienter',
    '/drift/klienter/33220',
  ];
}

test.each([
  { name: 'a wide screen', viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const, rules: undefined },
  {
    name: 'a wide screen in the dark',
    viewport: { width: 1280, height: 900 },
    colorScheme: 'dark' as const,
    rules: ['color-contrast'],
  },
  {
    name: 'a phone',
    viewport: { width: 390, height: 844 },
    colorScheme: 'light' as const,
    rules: ['scrollable-region-focusable', 'target-size', 'button-name', 'link-name', 'label'],
  },
])(
  'on $name axe finds nothing on the operator’s pages, and nothing scrolls sideways',
  { timeout: 200_000 },
  async ({ viewport, colorScheme, rules }) => {
    const page = await signedInPage(browser, address, 'drift', { viewport, colorScheme });
    const findings: Record<string, string[]> = {};
    // The dark has the same few parts on every page.
    for (const path of colorScheme === 'dark' ? screens().slice(2, 6) : screens()) {
      await page.goto(path);
      const found = await axeFindings(page, rules);
      if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
        found.push('scrolls sideways');
      if (found.length > 0) findings[path] = found;
    }
    expect(findings).toEqual({});
    await page.context().close();
  },
);

test('with scripts off a row is parked and taken back by forms alone', { timeout: 60_000 }, async () => {
  const [journal] = filled.journals[41007]!;
  const page = await signedInPage(browser, address, 'drift', { javaScriptEnabled: false });
  await page.goto(`/drift/rader/rad/${journal}/6`);
  await page.getByLabel('Begrunnelse').fill('kreditor sender på nytt');
  await page.getByRole('button', { name: 'Parker til dato' }).click();
  expect(await page.getByRole('status').textContent()).toContain('Raden er behandlet');
  await page.getByRole('button', { name: 'Angre' }).click();
  expect(await page.getByRole('status').textContent()).toContain('tilbake blant dem som skal rettes');
  await page.context().close();
});
