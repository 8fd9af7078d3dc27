/** How a command answers: with `--json` one JSON document on stdout, else words for a person. */
import { type House, openHouse } from '../app.ts';

/** Exit codes: done, done with rejected rows or findings, refused, wrong usage, the system is not well. */
export const exit = { done: 0, findings: 1, refused: 2, usage: 3, unwell: 4 } as const;

/** Writes the answer. BigInt and Date never reach JSON: convert them where the answer is made. */
export function answer(options: { json?: boolean }, value: unknown, words: () => string): void {
  process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : `${words()}\n`);
}

/** Opens a house for one command and closes it again whatever happens. */
export async function withHouse<T>(work: (house: House) => Promise<T>): Promise<T> {
  const house = await openHouse({ connections: 4 });
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

/** Rows as aligned columns; numbers to the right. `columns` are header → text of a row. */
export function table<T>(rows: readonly T[], columns: Record<string, (row: T) => string | number>): string {
  const headers = Object.keys(columns);
  const cells = rows.map((row) => headers.map((header) => String(columns[header]!(row))));
  const right = headers.map(
    (header) => rows.length > 0 && rows.every((row) => typeof columns[header]!(row) === 'number'),
  );
  const width = headers.map((header, index) => Math.max(header.length, ...cells.map((line) => line[index]!.length)));
  const line = (values: string[]) =>
    values
      .map((value, index) => (right[index] ? value.padStart(width[index]!) : value.padEnd(width[index]!)))
      .join('  ')
      .trimEnd();
  return [line(headers), ...cells.map(line)].join('\n');
}

/** An option's value as a positive whole number; a wrong one is wrong usage. */
export function wholeNumber(name: string): (value: string) => number {
  return (value) => {
    if (!/^[1-9]\d{0,9}$/.test(value)) {
      process.exitCode = exit.usage;
      throw new Error(`${name} is “${value}”; it must be a whole number such as 33220`);
    }
    return Number(value);
  };
}
