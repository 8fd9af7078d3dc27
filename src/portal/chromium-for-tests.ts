/** A real Chromium for tests, and the portal listening for it. */
import chromium from '@sparticuz/chromium';
import { AxeBuilder } from '@axe-core/playwright';
import type { FastifyInstance } from 'fastify';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { password } from './sample-for-tests.ts';

/** Starts the browser. Its own arguments are not used: `--single-process` dies when a context closes. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking'],
  });
}

/** Listens on a free port and returns the address. */
export async function listen(app: FastifyInstance): Promise<string> {
  return app.listen({ host: '127.0.0.1', port: 0 });
}

/** A new page, signed in. */
export async function signedInPage(
  browser: Browser,
  address: string,
  login: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'nb-NO',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  await page.goto('/palogging');
  await page.getByLabel('Brukernavn').fill(login);
  await page.getByLabel('Passord').fill(password);
  await page.getByRole('button', { name: 'Logg på' }).click();
  await page.waitForURL('**/hjem');
  return page;
}

/** What axe finds on a page: rule, help and the first elements, as text that reads well in a failed test; all rules or some. */
export async function axeFindings(page: Page, rules?: string[]): Promise<string[]> {
  // No frames here: without the blank page that gathers them each page takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(
    (violation) =>
      `${violation.id}: ${violation.help} (${violation.nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 160))
        .join(' | ')})`,
  );
}
