import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, listen, signedInPage, startBrowser } from './chromium-for-tests.ts';
import { fill, type Filled } from './filled-for-tests.ts';
import { sampleInvoices } from './invoices-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let browser: Browser;
let address: string;
let filled: Filled;
let invoice: number;

beforeAll(async () => {
  house = await sampleHouse();
  filled = await fill(house);
  invoice = (await sampleInvoices(house, 33220))['1']!;
  await house.db.query(
    `insert into attachment (client, name, media_type, size, sha256, archive_path, state, case_number, candidates, created_at, created_by)
     select 33220, state || '.pdf', 'application/pdf', 1000, state, 'x', state, case when state = 'matched' then $1::integer end, case when state = 'unsure' then $2::integer[] else '{}' end, '2026-11-24', 'ingrid'
     from unnest(array['matched', 'unsure', 'unmatched']) state`,
    [filled.cases[33220]![4], filled.cases[33220]],
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

/** Every screen, and those that show something wrong. */
function screens(): string[] {
  const [drop] = filled.drops[33220]!;
  const number = filled.cases[33220]![4]!;
  const [, journal] = filled.journals[33220]!;
  const tabs = [
    '',
    '/debitorer',
    '/krav',
    '/kostnader',
    '/sikkerhet',
    '/faktura/sok',
    '/faktura/sok?begrep=invoiceDate&q=feil',
    ...['', '/rader', '/noteringer', '/historikk', '/meldinger'].map((tab) => `/faktura/vis/${invoice}${tab}`),
    `/inkasso/ny-sak?faktura=${invoice}`,
    '/kopi-av-faktura',
    '/betalinger',
    '/historikk',
    '/meldinger',
    '/stopp',
  ];
  return [
    '/hjem',
    '/hjem/endre',
    '/send-fil',
    `/send-fil/fil/${drop}`,
    '/prov-fil',
    '/filformater',
    '/filformater/kreditorfil-csv',
    '/journaler',
    `/journaler/${journal}`,
    `/journaler/${journal}/slett`,
    '/inkasso/sok?q=%25o%25',
    '/inkasso/sok?q=finnes-ikke-42',
    ...tabs.map((tab) => `/inkasso/sak/${number}${tab}`),
    '/inkasso/ny-sak',
    '/betalinger',
    '/rapporter/forproduserte',
    '/rapporter/forproduserte?type=engagementConfirmation&apnet=nei',
    '/meldinger',
    '/profil',
    '/personvern',
    '/kundesupport',
    '/hjelp',
    '/finnes-ikke',
  ];
}

async function widerThanItself(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** The rules that a narrow screen can break though the wide one did not. */
const narrowRules = [
  'scrollable-region-focusable',
  'target-size',
  'button-name',
  'link-name',
  'label',
  'region',
  'aria-hidden-focus',
];

describe.each([
  { name: 'a wide screen', viewport: { width: 1280, height: 900 }, colorScheme: 'light' as const, rules: undefined },
  { name: 'a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' as const, rules: narrowRules },
  {
    name: 'a wide screen in the dark',
    viewport: { width: 1280, height: 900 },
    colorScheme: 'dark' as const,
    rules: ['color-contrast'],
  },
  { name: 'a screen zoomed to 400 %', viewport: { width: 320, height: 256 }, colorScheme: 'light' as const, rules: [] },
])('on $name', ({ viewport, colorScheme, rules }) => {
  test(
    'axe finds nothing, nothing scrolls sideways and no page complains in the console',
    { timeout: 300_000 },
    async () => {
      const page = await signedInPage(browser, address, 'mats', { viewport, colorScheme });
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('404'))
          complaints.push(`${page.url()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
      const found: { path: string; findings: string[]; sideways: boolean }[] = [];
      for (const path of screens()) {
        await page.goto(path);
        const findings = rules?.length === 0 ? [] : await axeFindings(page, rules);
        const sideways = await widerThanItself(page);
        if (findings.length > 0 || sideways) found.push({ path, findings, sideways });
      }
      await page.context().clearCookies();
      await page.goto('/palogging');
      expect(await axeFindings(page)).toEqual([]);
      await page.goto('/palogging/glemt');
      expect(await axeFindings(page)).toEqual([]);
      expect(found).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});

test('a case is typed, corrected, put in a journal and approved, by keyboard alone', async () => {
  const page = await signedInPage(browser, address, 'ingrid');
  await page.goto('/inkasso/ny-sak');
  const fill = async (id: string, text: string) => {
    await page.locator(`[id="${id}"]`).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  };
  await fill('reference', 'TAST-1');
  await fill('debtors[0].id', '01857030040');
  await fill('debtors[0].firstName', 'Dolly');
  await fill('debtors[0].lastName', 'Duck');
  await fill('debtors[0].postalPlace', 'Trondheim');
  await fill('debtors[0].postalCode', '70');
  await fill('claims[0].invoice', '34500');
  await fill('claims[0].remaining', '1 200,00');
  await fill('claims[0].invoiceDate', '01.09.2026');
  await fill('claims[0].dueDate', '15.09.2026');
  await fill('noticeDate', '20.10.2026');
  await page.getByRole('button', { name: 'Legg i journalen', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.ds-error-summary').waitFor();
  expect(await page.evaluate('document.activeElement.className')).toContain('ds-error-summary');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('debtors[0].postalCode');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('7014');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/journaler/*');
  await page.getByRole('button', { name: 'Godkjenn journal' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**kvittering=godkjent');
  expect(await page.getByRole('status').innerText()).toMatch(/Journal \d+ er godkjent/);
  expect(await axeFindings(page)).toEqual([]);
  await page.context().close();
});

test('what is typed in Ny sak is kept without a press of any button', async () => {
  const page = await signedInPage(browser, address, 'mats');
  await page.goto('/inkasso/ny-sak');
  await page.locator('#reference').fill('KLADD-1');
  await page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/inkasso/ny-sak'),
  );
  await page.goto('/hjem');
  await page.goto('/inkasso/ny-sak');
  expect(await page.locator('#reference').inputValue()).toBe('KLADD-1');
  await page.context().close();
});

test('a tile of Hjem is dragged from Skjul to Vis', async () => {
  const page = await signedInPage(browser, address, 'ingrid');
  await page.goto('/hjem/endre');
  const hidden = page.locator('[data-tile="name"]');
  await hidden.dragTo(page.locator('[data-tile="case"]'));
  await page.locator('[data-sort="shown"] > [data-tile="name"]').waitFor();
  await page.goto('/hjem');
  expect(await page.locator('#sok-name').count()).toBe(1);
  await page.context().close();
});

test('with scripts off a case is found, stopped and a payment is registered and approved', async () => {
  const page = await signedInPage(browser, address, 'ingrid', { javaScriptEnabled: false });
  const number = filled.cases[33220]![0]!;
  await page.locator('#finn').fill(String(number));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/inkasso/sak/${number}`);
  await page.getByRole('link', { name: 'Stopp inkasso' }).click();
  await page.getByLabel('Hvorfor skal saken stoppes?').selectOption('paid');
  await page.getByRole('button', { name: 'Stopp saken' }).click();
  expect(await page.getByRole('status').innerText()).toContain(`Inkasso er stoppet på sak ${number}`);
  await page.goto('/betalinger');
  await page.getByLabel('Søkeverdi').fill(String(filled.cases[33220]![1]));
  await page.getByLabel('Betalt beløp').fill('250,00');
  await page.getByRole('button', { name: 'Legg til betaling' }).click();
  await page.getByRole('button', { name: 'Godkjenn bunt' }).click();
  expect(await page.getByRole('status').innerText()).toMatch(/Journal \d+ er godkjent/);
  await page.context().close();
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
