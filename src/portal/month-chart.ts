/** Bars of twelve months, with the figures as a table behind them. */
import { html, type Html } from './html.ts';
import type { SignedInVisit } from './visit.ts';

const height = 100;

/** `counts` holds one figure for each month so far, January first, of cases or of invoices. */
export function monthChart(
  visit: SignedInVisit,
  counts: number[],
  year: string,
  of: 'cases' | 'invoices' = 'cases',
): Html {
  const name = of === 'cases' ? 'perMonth' : 'invoicesPerMonth';
  const { t, format, language } = visit;
  const names = counts.map((_, month) =>
    new Intl.DateTimeFormat(language === 'nb' ? 'nb-NO' : 'en-GB', { month: 'short', timeZone: 'UTC' })
      .format(new Date(Date.UTC(2026, month, 15)))
      .replace('.', ''),
  );
  const most = Math.max(1, ...counts);
  const said = counts.map((count, month) => `${names[month]} ${format.count(count)}`).join(', ');
  const bars = counts.map((count, month) => {
    const tall = Math.round((count / most) * height);
    const x = 18 + month * 72;
    return html`<rect class="on" x="${x}" y="${124 - tall}" width="44" height="${tall}" rx="2"></rect><text x="${x + 22}" y="${118 - tall}" text-anchor="middle">${format.count(count)}</text><text x="${x + 22}" y="144" text-anchor="middle">${names[month]}</text>`;
  });
  return html`<div class="pad scroll" role="group" tabindex="0" aria-label="${t(`home.w.${name}`)}"><svg class="chart" viewBox="0 0 880 150" role="img" aria-label="${t(`home.${name}.label`, { year, figures: said })}">${bars}</svg></div>
    <details class="pad small"><summary>${t('home.perMonth.table')}</summary><table class="ds-table"><thead><tr><th scope="col">${t('home.perMonth.month')}</th><th scope="col" class="num">${t(`home.perMonth.${of}`)}</th></tr></thead><tbody>${counts.map((count, month) => html`<tr><th scope="row">${names[month]}</th><td class="num">${format.count(count)}</td></tr>`)}</tbody></table></details>`;
}
