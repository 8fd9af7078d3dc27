/** A finished document is opened again and compared with the report it was drawn from, before it is stored. */
import { BrokenPdf, readPdf } from './read-pdf.ts';
import type { Report } from './report.ts';
import { shown } from './shown.ts';

/** Throws `BrokenPdf` unless the document has `pages` pages, each with its number and name, and all totals in its text. */
export function checkPdf(bytes: Buffer, pages: number, report: Report): void {
  const read = readPdf(bytes);
  if (read.pages.length !== pages) throw new BrokenPdf(`${report.name} has ${read.pages.length} pages, not ${pages}.`);
  const [page, of] = report.language === 'nb' ? ['Side', 'av'] : ['Page', 'of'];
  read.pages.forEach((text, i) => {
    if (!text.includes(`${page} ${i + 1} ${of} ${pages}`))
      throw new BrokenPdf(`${report.name}: page ${i + 1} has no foot.`);
  });
  const text = plain(read.pages.join('\n'));
  if (!text.includes(plain(report.title))) throw new BrokenPdf(`${report.name} does not show its title.`);
  for (const total of report.checks) {
    const amount = shown(total, 'money', report.language);
    if (!text.includes(plain(amount))) throw new BrokenPdf(`${report.name} does not show the total ${amount}.`);
  }
}

function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}
