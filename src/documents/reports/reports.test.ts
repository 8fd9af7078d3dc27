/** Reports as data: goldens that a person can read, in both languages, and the sums that must hold. */
import { expect, test } from 'vitest';
import type { Block, Language, Report } from '../report.ts';
import { shown } from '../shown.ts';
import { blocks as settlement, settlementControls } from './client-account-settlement.ts';
import { blocks as confirmation, mostCases } from './engagement-confirmation.ts';
import { sampleConfirmation, sampleSettlement } from './samples.ts';

function written(report: Report): string {
  const lines = [`# ${report.title} (${report.name})`, report.sender.name, ...report.receiver, ''];
  for (const fact of report.facts) lines.push(`${fact.label}: ${shown(fact.value, fact.type, report.language)}`);
  lines.push('', report.lead, '', ...report.blocks.flatMap((block) => writtenBlock(block, report.language)));
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n(${report.footnote})\n`;
}

function writtenBlock(block: Block, language: Language): string[] {
  if (block.kind === 'heading') return ['', `## ${block.text}`];
  if (block.kind === 'text') return [block.text];
  if (block.kind === 'amount') return [`${block.label}: ${shown(block.value, 'money', language)}`];
  if (block.kind === 'beside') return [...block.left, ...block.right].flatMap((each) => writtenBlock(each, language));
  const rows = block.rows.map((row) => {
    let at = 0;
    const cells = row.cells.map((cell) => {
      const text = shown(cell.value, cell.type ?? ((cell.span ?? 1) > 1 ? 'text' : block.columns[at]!.type), language);
      at += cell.span ?? 1;
      return cell.below ? `${text} (${cell.below})` : text;
    });
    return `${row.kind === 'row' ? '' : `${row.kind}: `}${cells.join(' | ')}`;
  });
  return [`${block.warns ? '! ' : ''}${block.columns.map((column) => column.title).join(' | ')}`, ...rows];
}

test.each(['nb', 'en'] as const)('the engagement confirmation in %s', async (language) => {
  await expect(written(confirmation(sampleConfirmation(6), language))).toMatchFileSnapshot(
    `goldens/confirmation.${language}.txt`,
  );
});

test.each(['nb', 'en'] as const)('the settlement in %s', async (language) => {
  await expect(written(settlement(sampleSettlement(4), language))).toMatchFileSnapshot(
    `goldens/settlement.${language}.txt`,
  );
});

test('a balance below nothing is carried and nothing is paid out; the document says so', () => {
  const data = { ...sampleSettlement(1), carriedIn: -100_000n, payable: 0n, ledgerPayable: 0n, carriedOut: 0n };
  data.carriedOut = data.lines[0]!.net + data.carriedIn;
  const text = written(settlement(data, 'nb'));
  expect(text).toContain(
    `Overføres til neste oppgjør: ${shown(data.carriedOut, 'money', 'nb').replaceAll('\u00a0', ' ')}`,
  );
  expect(text).not.toContain('Betalingsreferanse');
  expect(text.match(/stemmer/g)).toHaveLength(3);
});

test.each([
  ['a line is missing', 0, { payable: 1n }],
  ['the ledger moved another sum', 2, { ledgerPayable: 1n }],
] as const)('a control does not agree when %s', (_, which, wrong) => {
  const controls = settlementControls({ ...sampleSettlement(5), ...wrong }, 'nb');
  expect(controls[which]!.left).not.toBe(controls[which]!.right);
});

test('a settlement without lines and a confirmation with only rejections are whole documents', () => {
  const empty = settlement({ ...sampleSettlement(0), carriedIn: 0n, payable: 0n, ledgerPayable: 0n }, 'nb');
  expect(written(empty)).toContain('Ingen innbetalinger i perioden.');
  const rejected = written(confirmation(sampleConfirmation(0, 3), 'nb'));
  expect(rejected).toContain('Ingen nye saker er registrert 24.11.2026.');
  expect(rejected).toContain('3 rader er ikke registrert');
});

test('each currency has its own table and total', () => {
  const data = sampleConfirmation(4);
  data.cases[3]!.currency = 'EUR';
  const text = written(confirmation(data, 'nb'));
  expect(text).toContain('## 1 sak, 1 krav (EUR)');
  expect(text).toContain('## 3 saker, 3 krav (NOK)');
});

test('several debtors, a credit note and many journals are all told', () => {
  const data = sampleConfirmation(1);
  data.cases[0]!.debtors.push({
    name: 'Kari Medskyldner',
    role: 'coDebtor',
    maskedId: null,
    postalPlace: null,
    customerNumber: null,
  });
  data.cases[0]!.claims.push({
    ...data.cases[0]!.claims[0]!,
    kind: 'creditNote',
    invoice: '99',
    remaining: -5_000n,
    original: -5_000n,
  });
  data.journals = Array.from({ length: 6 }, (_, i) => ({ ...data.journals[0]!, number: 100_000 + i }));
  const text = written(confirmation(data, 'nb'));
  expect(text).toContain('medskyldner: Kari Medskyldner');
  expect(text).toContain('99 (kreditnota)');
  expect(text).toContain('Journal: 100003, 100004, 100005');
});

test('a confirmation of more cases than can be read lists the first, sums all and says so', () => {
  const data = sampleConfirmation(1);
  const one = { ...data.cases[0]!, currency: 'NOK' };
  data.cases = Array.from({ length: mostCases + 2 }, (_, place) => ({ ...one, number: 1_000_000 + place }));
  const report = confirmation(data, 'nb');
  const table = report.blocks.find((block) => block.kind === 'table');
  const shownRows = table?.kind === 'table' ? table.rows.filter((row) => row.kind === 'row').length : 0;
  expect(shownRows).toBe(mostCases);
  const principal = one.claims.reduce((sum, claim) => sum + claim.remaining, 0n);
  expect(report.checks).toContain(principal * BigInt(mostCases + 2));
  expect(written(report)).toContain('De første 5 000 sakene er vist. Summene gjelder alle 5 002');
});
