/** Puts a written value into a canonical record by its path, read as a file's value of that field would be. */
import type { Row } from './domain/row.ts';
import type { FieldFormat } from './readers/format.ts';
import { converter } from './readers/value.ts';

const days = new Set(
  'noticeDate birthDate invoiceDate dueDate interestFrom reminderDate paidOn from bookedOn valueOn'.split(' '),
);
const amounts = new Set(['original', 'remaining', 'reminderFee', 'amount']);
const numbers = new Set(['caseNumber', 'transactions']);
const identifiers = new Set(['id', 'kid', 'postalCode', 'account', 'payerAccount']);
const truths = new Set(['minor', 'protectedAddress']);
const written = ['dd.mm.yyyy', 'dd/mm/yyyy', 'dd-mm-yyyy', 'yyyy-mm-dd'];
const yesAndNo = { ja: true, yes: true, true: true, '1': true, nei: false, no: false, false: false, '0': false };

function readAs(name: string): FieldFormat {
  if (days.has(name)) return { date: written };
  if (amounts.has(name)) return { money: 'text', decimal: ',' };
  if (numbers.has(name)) return { number: true };
  if (identifiers.has(name)) return { digits: true };
  if (truths.has(name)) return { map: yesAndNo };
  return {};
}

const step = /([A-Za-z]+)(?:\[(\d{1,3})\])?/y;

/** The steps of a path such as `claims[0].dueDate`; undefined when it is none. */
function stepsOf(path: string): { name: string; index: number | undefined }[] | undefined {
  const steps: { name: string; index: number | undefined }[] = [];
  for (const part of path.split('.')) {
    step.lastIndex = 0;
    const found = step.exec(part);
    if (!found || found[0] !== part || part === 'constructor') return undefined;
    steps.push({ name: found[1]!, index: found[2] === undefined ? undefined : Number(found[2]) });
  }
  return steps;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Sets what a person wrote at `path`; nothing written takes the field away. What cannot be read is a finding of the row, as
 * from a file. A path that leads nowhere in the record changes nothing.
 */
export function setField(row: Row, path: string, text: string): void {
  const steps = stepsOf(path);
  const last = steps?.pop();
  if (!steps || !last) return;
  let at: Record<string, unknown> = row.record;
  for (const { name, index } of steps) {
    const inside: unknown = at[name];
    if (index === undefined) {
      const next = isObject(inside) ? inside : {};
      at = at[name] = next;
      continue;
    }
    const list: unknown[] = Array.isArray(inside) ? inside : [];
    if (index > list.length) return;
    const item: unknown = list[index];
    const next: Record<string, unknown> = isObject(item) ? item : {};
    list[index] = next;
    at[name] = list;
    at = next;
  }
  const problems: Row['problems'] = [];
  const value =
    text.trim() === ''
      ? undefined
      : converter(readAs(last.name))(
          text,
          { line: row.line, problems, cleaned: {}, careful: true, prefix: '' },
          { column: path, key: path },
        );
  // The person wrote a field, not a column of the file.
  for (const { column: _column, ...problem } of problems) row.problems.push(problem);
  if (value === undefined) delete at[last.name];
  else at[last.name] = value;
}
