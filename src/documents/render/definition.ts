/** A report's blocks as nodes that pdfmake's layout understands. Every text carries the mark it is tagged with. */
import type { Block, Report } from '../report.ts';
import { shown, shownOrgNumber } from '../shown.ts';
import { inline } from './inline.ts';
import { accent, mm, muted } from './look.ts';
import type { Mark, Role } from './structure.ts';
import { tableNode, tableRows } from './table-definition.ts';
import type { TableParts } from './table-definition.ts';
import type { Fonts } from './fonts.ts';

export interface Page {
  width: number;
  height: number;
  margin: { left: number; top: number; right: number; bottom: number };
}

/** A4 as the report lies. */
export function pageOf(report: Report): Page {
  const [short, long] = [595.28, 841.89];
  const [width, height] = report.orientation === 'portrait' ? [short, long] : [long, short];
  return { width, height, margin: { left: 14 * mm, right: 14 * mm, top: 14 * mm, bottom: 22 * mm } };
}

/** What is laid out in one piece: nodes, then perhaps a table whose rows may be many, then the next piece. */
export interface Piece {
  nodes: PieceNode[];
  table: TableParts | null;
}

/** Makes a node anew for each layout, because pdfmake writes in it. `heading`: it must not end a page. */
export interface PieceNode {
  heading: Mark | null;
  make: () => object;
}

/** The whole report in pieces. */
export function piecesOf(report: Report, fonts: Fonts): Piece[] {
  const page = pageOf(report);
  const width = page.width - page.margin.left - page.margin.right;
  const pieces: Piece[] = [{ nodes: [], table: null }];
  const say = (make: () => object, heading: Mark | null = null) => pieces.at(-1)!.nodes.push({ heading, make });
  say(() => letterhead(report, fonts));
  say(() => address(report, fonts));
  say(() => ({
    text: inline(report.title, fonts, { fontSize: 17, bold: true, mark: mark('H1') }),
    margin: [0, 0, 0, 2],
  }));
  say(() => ({ text: inline(report.lead, fonts, { mark: mark('P') }), margin: [0, 0, 0, 2] }));
  for (const block of report.blocks) {
    if (block.kind === 'table') {
      pieces.at(-1)!.table = tableRows(block, report.language, width, fonts);
      pieces.push({ nodes: [], table: null });
    } else if (block.kind === 'heading') {
      const heading = mark('H2');
      say(() => headingNode(block.text, heading, fonts), heading);
    } else say(() => nodeOf(block, report, width, fonts));
  }
  return pieces;
}

function mark(role: Role): Mark {
  return { role, parent: null };
}

function headingNode(text: string, heading: Mark, fonts: Fonts): object {
  return {
    text: inline(text, fonts, { fontSize: 9.5, bold: true, mark: heading }),
    margin: [0, 6 * mm - 3, 0, 1.5 * mm],
  };
}

function nodeOf(block: Block, report: Report, width: number, fonts: Fonts): object {
  switch (block.kind) {
    case 'heading':
      return headingNode(block.text, mark('H2'), fonts);
    case 'text':
      return { text: inline(block.text, fonts, { fontSize: 8, mark: mark('P') }), margin: [0, 1 * mm, 0, 1 * mm] };
    case 'amount':
      return amountNode(block.label, shown(block.value, 'money', report.language), fonts);
    case 'table': {
      const parts = tableRows(block, report.language, width, fonts);
      return tableNode(parts, 0, parts.rows.length);
    }
    default: {
      const gap = 10 * mm;
      const half = (width - gap) / 2;
      const side = (blocks: Block[]) => ({
        width: half,
        stack: blocks.map((each) => nodeOf(each, report, half, fonts)),
      });
      return { columns: [side(block.left), side(block.right)], columnGap: gap, unbreakable: true };
    }
  }
}

function amountNode(label: string, amount: string, fonts: Fonts): object {
  const paragraph = mark('P');
  return {
    margin: [0, 4 * mm, 0, 0],
    table: {
      widths: ['*', 'auto'],
      body: [
        [
          { text: inline(label, fonts, { fontSize: 8.5, mark: paragraph }), margin: [0, 4.5, 0, 0] },
          {
            text: inline(amount, fonts, {
              fontSize: 14,
              bold: true,
              alignment: 'right',
              noWrap: true,
              mark: paragraph,
            }),
          },
        ],
      ],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: () => 0,
      paddingLeft: () => 4 * mm,
      paddingRight: () => 4 * mm,
      paddingTop: () => 2.6 * mm,
      paddingBottom: () => 2.6 * mm,
      fillColor: () => '#eff5f6',
    },
  };
}

function letterhead(report: Report, fonts: Fonts): object {
  const { sender } = report;
  const nb = report.language === 'nb';
  const lines = (texts: (string | null)[]) =>
    texts.filter((text): text is string => text !== null && text !== '').join('\n');
  const place = [sender.postalCode, sender.postalPlace].filter(Boolean).join(' ');
  const org = sender.orgNumber ? `${nb ? 'Org.nr.' : 'Org. no.'} NO ${shownOrgNumber(sender.orgNumber)} MVA` : null;
  const small = (text: string) =>
    text
      .split('\n')
      .flatMap((line, i) => [
        ...(i > 0 ? [{ text: '\n', fontSize: 7.5 }] : []),
        ...inline(line, fonts, { fontSize: 7.5, color: muted, mark: mark('P') }),
      ]);
  const address = [sender.street, place].filter(Boolean).join(', ');
  return {
    table: {
      widths: ['*', '*', 'auto'],
      body: [
        [
          {
            text: [
              ...inline(sender.name, fonts, { fontSize: 10.5, bold: true, color: '#07323f', mark: mark('P') }),
              { text: '\n', fontSize: 7.5 },
              ...inline(address, fonts, { fontSize: 7.5, color: muted, mark: mark('P') }),
            ],
          },
          {
            text: small(lines([org, nb ? 'Inkassobevilling fra Finanstilsynet' : 'Licensed by Finanstilsynet'])),
            margin: [0, 1.5, 0, 0],
          },
          { text: small(lines([sender.phone, sender.email])), margin: [0, 1.5, 0, 0] },
        ],
      ],
    },
    layout: {
      hLineWidth: (i: number) => (i === 1 ? 0.75 : 0),
      vLineWidth: () => 0,
      hLineColor: () => accent,
      paddingLeft: () => 0,
      paddingRight: (i: number) => (i < 2 ? 8 * mm : 0),
      paddingTop: () => 0,
      paddingBottom: () => 4 * mm,
    },
    margin: [0, 0, 0, 6 * mm],
  };
}

function address(report: Report, fonts: Fonts): object {
  const table: Mark = mark('Table');
  const widest = Math.max(0, ...report.facts.map((fact) => fonts.script('latin').widthOfString(fact.label, 8)));
  const rows = report.facts.map((fact) => {
    const row: Mark = { role: 'TR', parent: table };
    const value = shown(fact.value, fact.type, report.language);
    return [
      { text: inline(fact.label, fonts, { fontSize: 8, color: muted, mark: { role: 'TD', parent: row } }) },
      { text: inline(value, fonts, { fontSize: 8, alignment: 'right', mark: { role: 'TD', parent: row } }) },
    ];
  });
  const facts = {
    width: 84 * mm,
    table: { widths: [widest + 1, '*'], body: rows },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: () => 0,
      paddingLeft: (i: number) => (i === 0 ? 0 : 4 * mm),
      paddingRight: () => 0,
      paddingTop: () => 0.3 * mm,
      paddingBottom: () => 0.3 * mm,
    },
  };
  const receiver = {
    width: '*',
    stack: report.receiver.map((line) => ({
      text: inline(line, fonts, { fontSize: 9.5, lineHeight: 1.15, mark: mark('P') }),
    })),
    margin: [0, 7 * mm, 8 * mm, 0],
  };
  return { columns: [receiver, ...(rows.length > 0 ? [facts] : [])], margin: [0, 0, 0, 5 * mm] };
}
