/** Documents per second: ours on two threads beside bare pdfkit drawing the same content in one, in the same run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import { openPdfWorkers } from '../../documents/render/pdf.ts';
import { unpackWoff } from '../../documents/render/sfnt.ts';
import type { Block, Report } from '../../documents/report.ts';
import { blocks } from '../../documents/reports/client-account-settlement.ts';
import { sampleSettlement } from '../../documents/reports/samples.ts';
import { shown } from '../../documents/shown.ts';

export interface DocumentBench {
  lines: number;
  pages: number;
  /** Documents per second. */
  ours: number;
  bare: number;
  ratio: number;
  threads: number;
}

const resolve = createRequire(import.meta.url).resolve;
// Unpacked, as a plain TTF file would be: pdfkit would else spend half its time inflating.
const faces = [400, 600].map((weight) =>
  unpackWoff(readFileSync(resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff`))),
);

/** Draws settlements of `lines` lines for about `seconds` each way. Runs alternate, so that a busy machine slows both. */
export async function benchDocuments(lines = 30, seconds = 4, threads = 2): Promise<DocumentBench> {
  const report = blocks(sampleSettlement(lines), 'nb');
  const workers = openPdfWorkers(threads);
  try {
    // Threads and code are warm in a night; so they are here, on both sides.
    const warm = await Promise.all(Array.from({ length: threads * 15 }, () => workers.render(report)));
    for (let i = 0; i < 10; i++) await drawBare(report);
    const [ours, bare] = [
      { documents: 0, ms: 0 },
      { documents: 0, ms: 0 },
    ];
    while (ours.ms < seconds * 1000 || bare.ms < seconds * 1000) {
      await timed(ours, async () => {
        await Promise.all(Array.from({ length: threads * 15 }, () => workers.render(report)));
        return threads * 15;
      });
      await timed(bare, async () => {
        for (let i = 0; i < 12; i++) await drawBare(report);
        return 12;
      });
    }
    const rate = (of: { documents: number; ms: number }) => (of.documents * 1000) / of.ms;
    return {
      lines,
      pages: warm[0]!.pages,
      ours: rate(ours),
      bare: rate(bare),
      ratio: rate(ours) / rate(bare),
      threads,
    };
  } finally {
    await workers.close();
  }
}

async function timed(into: { documents: number; ms: number }, work: () => Promise<number>): Promise<void> {
  const start = performance.now();
  into.documents += await work();
  into.ms += performance.now() - start;
}

/** The same texts, rules and pages by pdfkit alone, as its manual shows: fonts registered, text at positions. */
async function drawBare(report: Report): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', margin: 40, bufferPages: true, info: { Title: report.title } });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  document.registerFont('regular', faces[0]).registerFont('bold', faces[1]);
  const [left, width, bottom] = [40, document.page.width - 80, document.page.height - 70];
  let y = 40;

  function say(text: string, x: number, at: number, size: number, font: string, room?: number, right = false): void {
    document.font(font).fontSize(size);
    document.text(text, x, at, {
      lineBreak: false,
      ...(room === undefined ? {} : { width: room, align: right ? 'right' : 'left' }),
    });
  }

  function rule(at: number, thick: number): void {
    document
      .lineWidth(thick)
      .moveTo(left, at)
      .lineTo(left + width, at)
      .stroke();
  }

  function table(block: Extract<Block, { kind: 'table' }>, from: number, room: number): void {
    const text = block.columns.filter((column) => column.share).length;
    const number = (room * 0.76) / Math.max(1, block.columns.length - text);
    const widths = block.columns.map((column) => (column.share ? (room * 0.24) / text : number));
    const head = () => {
      let x = from;
      block.columns.forEach((column, i) => {
        say(column.title, x, y, 6.5, 'regular', widths[i], column.type === 'money');
        x += widths[i]!;
      });
      rule(y + 10, 0.75);
      y += 13;
    };
    head();
    for (const row of block.rows) {
      if (y > bottom) {
        document.addPage();
        y = 40;
        head();
      }
      let x = from;
      let at = 0;
      for (const cell of row.cells) {
        const column = block.columns[at]!;
        const span = widths.slice(at, at + (cell.span ?? 1)).reduce((sum, each) => sum + each, 0);
        const type = cell.type ?? column.type;
        say(
          shown(cell.value, type, report.language),
          x,
          y,
          6.5,
          row.kind === 'sum' ? 'bold' : 'regular',
          span,
          type === 'money',
        );
        if (cell.below) say(cell.below, x, y + 9, 5.9, 'regular');
        x += span;
        at += cell.span ?? 1;
      }
      y += row.cells.some((cell) => cell.below) ? 22 : 13;
      rule(y - 2, 0.4);
    }
  }

  function draw(block: Block): void {
    if (block.kind === 'heading') say(block.text, left, (y += 14), 9.5, 'bold');
    else if (block.kind === 'text') say(block.text, left, y, 8, 'regular');
    else if (block.kind === 'amount') {
      document.rect(left, y, width, 30).fill('#eff5f6').fillColor('#1e2d38');
      say(block.label, left + 10, y + 10, 8.5, 'regular');
      say(shown(block.value, 'money', report.language), left, y + 6, 14, 'bold', width - 10, true);
      y += 20;
    } else if (block.kind === 'table') table(block, left, width);
    else for (const each of [...block.left, ...block.right]) draw(each);
    y += 14;
  }

  say(report.sender.name, left, y, 10.5, 'bold');
  say(report.sender.email ?? '', left + 300, y, 7.5, 'regular');
  rule((y += 30), 0.75);
  report.receiver.forEach((line, i) => say(line, left, y + 20 + 13 * i, 9.5, 'regular'));
  for (const fact of report.facts) {
    say(fact.label, left + 280, (y += 11), 8, 'regular');
    say(shown(fact.value, fact.type, report.language), left + 280, y, 8, 'regular', width - 280, true);
  }
  say(report.title, left, (y += 20), 17, 'bold');
  say(report.lead.slice(0, 120), left, (y += 22), 8.5, 'regular');
  say(report.lead.slice(120), left, (y += 11), 8.5, 'regular');
  y += 14;
  for (const block of report.blocks) draw(block);
  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(page);
    say(
      `${report.name} · ${report.footnote} · ${page + 1} / ${count}`,
      left,
      document.page.height - 55,
      6.9,
      'regular',
    );
  }
  document.end();
  await once(document, 'end');
  return Buffer.concat(chunks);
}
