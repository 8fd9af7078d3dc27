/** The same report as data for a bookkeeper's programs: CSV of its tables, and JSON of everything. */
import { decimal } from '../../domain/money.ts';
import type { Block, Cell, Report, Table, Value, ValueType } from '../report.ts';

/** A report's tables in reading order, those that stand beside each other one after the other. */
export function tablesOf(blocks: Block[]): Table[] {
  return blocks.flatMap((block) =>
    block.kind === 'table' ? [block] : block.kind === 'beside' ? tablesOf([...block.left, ...block.right]) : [],
  );
}

/**
 * A table as CSV: semicolons, CRLF, UTF-8 with its mark, amounts with a decimal point. Rows only, no sums. What stands
 * below a value on paper has a column of its own after it. Text that a spreadsheet would run as a formula gets a `'`.
 */
export function tableCsv(table: Table): Buffer {
  const below = table.columns.map((_, i) => rowsOf(table).some((row) => row[i]?.below !== undefined));
  const head = table.columns.flatMap((column, i) => [column.key, ...(below[i] ? [`${column.key}Detail`] : [])]);
  const lines = rowsOf(table).map((row) =>
    table.columns.flatMap((column, i) => {
      const cell = row[i];
      const type = cell?.type ?? column.type;
      return [plain(cell?.value ?? null, type), ...(below[i] ? [guarded(cell?.below ?? '')] : [])];
    }),
  );
  const text = [head, ...lines].map((fields) => fields.map(quoted).join(';')).join('\r\n');
  return Buffer.from(`\ufeff${text}\r\n`);
}

function rowsOf(table: Table): Cell[][] {
  return table.rows.filter((row) => row.kind === 'row' || row.kind === 'part').map((row) => row.cells);
}

function plain(value: Value, type: ValueType): string {
  if (value === null) return '';
  if (type === 'money') return decimal(BigInt(value));
  return type === 'text' || type === 'id' ? guarded(String(value)) : String(value);
}

function guarded(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /^[=+\-@\t]/.test(line) ? `'${line}` : line;
}

function quoted(field: string): string {
  return /[";\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Everything a report says as JSON: amounts as decimals in text (`"1250.00"`), tables by name with their rows and sums. */
export function reportJson(report: Report): Buffer {
  const typed = (value: Value, type: ValueType) =>
    type === 'money' && value !== null ? decimal(BigInt(value)) : value;
  const tables = Object.fromEntries(
    tablesOf(report.blocks).map((table, i, all) => {
      const same = all.slice(0, i).filter((other) => other.name === table.name).length;
      const rows = table.rows.map((row) => {
        const fields: Record<string, unknown> = { kind: row.kind };
        let at = 0;
        for (const cell of row.cells) {
          const span = cell.span ?? 1;
          const column = table.columns[at]!;
          fields[column.key] = typed(cell.value, cell.type ?? (span > 1 ? 'text' : column.type));
          if (cell.below !== undefined) fields[`${column.key}Detail`] = cell.below;
          at += span;
        }
        return fields;
      });
      return [same === 0 ? table.name : `${table.name}${same + 1}`, rows];
    }),
  );
  const { name, title, language, date, currency } = report;
  const facts = report.facts.map(({ label, value, type }) => ({ label, value: typed(value, type) }));
  return Buffer.from(`${JSON.stringify({ name, title, language, date, currency, facts, tables }, null, 2)}\n`);
}
