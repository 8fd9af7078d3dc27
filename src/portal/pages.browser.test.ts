import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  app = await openPortal(house);
  address = await listen(app);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await house.close();
});

/** Every screen of the menu and those under it. */
function screens(): string[] {
  const [drop] = filled.drops[33220]!;
  return [
    '/hjem',
    '/send-fil',
    `/send-fil/fil/${drop}`,
    '/rapporter/forproduserte',
    '/rapporter/forproduserte?type=engagementConfirmation&apnet=nei',
    '/finnes-ikke',
  ];
}

async function widerThanItself(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

describe.each([
  { name: 'a wide screen', viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const },
  { name: 'a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' as const },
  { name: 'a wide screen in the dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const },
  { name: 'a screen zoomed to 400 %', viewport: { width: 320, height: 256 }, colorScheme: 'light' as const },
])('on $name', ({ viewport, colorScheme }) => {
  test('axe finds nothing, nothing scrolls sideways and no page complains in the console', async () => {
    const page = await signedInPage(browser, address, 'mats', { viewport, colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('404'))
        complaints.push(`${page.url()}: ${message.text()}`);
    });
    for (const path of screens()) {
      await page.goto(path);
      expect({ path, findings: await axeFindings(page) }).toEqual({ path, findings: [] });
      expect({ path, sideways: await widerThanItself(page) }).toEqual({ path, sideways: false });
    }
    await page.context().clearCookies();
    await page.goto('/palogging');
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('with scripts off a creditor signs in, sends two files, reads their outcome and opens a document', async () => {
  const page = await signedInPage(browser, address, 'ingrid', { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Send fil' }).first().click();
  await page.locator('#filer').setInputFiles([
    { name: 'saker uten skript.csv', mimeType: 'text/csv', buffer: Buffer.from('uten skript 1') },
    { name: 'betalinger uten skript.csv', mimeType: 'text/csv', buffer: Buffer.from('uten skript 2') },
  ]);
  await page.getByRole('button', { name: 'Send fil(er)' }).click();
  await page.waitForURL('**/send-fil?kvittering=*');
  expect(await page.getByRole('status').first().innerText()).toContain('2 filer er mottatt');
  expect(await page.getByRole('link', { name: 'saker uten skript.csv' }).count()).toBe(1);
  await page.goto('/rapporter/forproduserte');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Oppdragsbekreftelse-33220-2026-11-24 som PDF' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Oppdragsbekreftelse-33220-2026-11-24.pdf');
  await page.reload();
  expect(await page.getByRole('row', { name: /Oppdragsbekreftelse-33220-2026-11-24/ }).innerText()).toContain(
    'Ingrid Solvang',
  );
  await page.context().close();
});

test('with scripts on an upload shows its receipt without leaving the page’s address behind', async () => {
  const page = await signedInPage(browser, address, 'ingrid');
  await page.goto('/send-fil');
  await page
    .locator('#filer')
    .setInputFiles([{ name: 'med skript.csv', mimeType: 'text/csv', buffer: Buffer.from('med skript') }]);
  expect(await page.locator('[data-chosen]').innerText()).toContain('med skript.csv');
  await page.getByRole('button', { name: 'Send fil(er)' }).click();
  await page.waitForURL('**/send-fil?kvittering=*');
  expect(await page.getByRole('status').first().innerText()).toContain('1 fil er mottatt');
  await page.context().close();
});

test('the list of sent files follows what happens without a reload', async () => {
  const page = await signedInPage(browser, address, 'ingrid');
  const queued = filled.drops[33220]![3]!;
  await page.goto('/send-fil');
  expect(await page.locator(`#fil-${queued}`).innerText()).toContain('Venter i kø');
  await house.db.query(`update drop_file set state = 'reading' where id = $1`, [queued]);
  await page.locator(`#fil-${queued}`).getByText('Leses og bedømmes nå').waitFor({ timeout: 10_000 });
  await house.db.query(`update drop_file set state = 'received' where id = $1`, [queued]);
  await page.context().close();
});

test('by keyboard alone: skip link, menu, client picker and sign-out', async () => {
  const page = await signedInPage(browser, address, 'mats');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.className')).toBe('ds-skip-link');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id || location.hash')).toMatch(/innhold/);
  await page.locator('summary.act.who').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('fjordglimt');
  await page.keyboard.press('Enter');
  await page.locator('summary.act.who', { hasText: '41007' }).waitFor();
  expect(await page.locator('summary.act.who').innerText()).toContain('41007');
  await page.locator('summary.act.who').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  expect(await page.locator('details.drawer[open]').count()).toBe(0);
  await page.context().close();
});
