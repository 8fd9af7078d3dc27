import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import { checkIdentifier, identifierKinds, type IdentifierKind, type IdentifierResult } from '../domain/identifiers.ts';

/** Registers `check-id`: whether an identifier is valid, what it is, and if not why. */
export function register(program: Command): void {
  program
    .command('check-id')
    .description('judge an organisation number, national id, KID, account number or IBAN')
    .argument('<kind>', identifierKinds.join(', '), kindOf)
    .argument('<value>', 'the identifier; - reads one per line from stdin')
    .option('--json', 'one JSON document on stdout')
    .action(async (kind: IdentifierKind, value: string, options: { json?: boolean }) => {
      const results = await judged(kind, value);
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ results }, null, 2)}\n` : results.map(told).join(''),
      );
      process.exitCode = results.every((result) => result.valid) ? 0 : 1;
    });
}

function kindOf(text: string): IdentifierKind {
  const kind = identifierKinds.find((one) => one === text);
  if (kind === undefined) throw new InvalidArgumentError(`"${text}" is none of ${identifierKinds.join(', ')}.`);
  return kind;
}

async function judged(kind: IdentifierKind, value: string): Promise<IdentifierResult[]> {
  if (value !== '-') return [checkIdentifier(kind, value)];
  const results: IdentifierResult[] = [];
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    results.push(checkIdentifier(kind, line));
  }
  return results;
}

const reasons: Record<string, string> = {
  empty: 'nothing was given',
  characters: 'it holds characters that do not belong in it',
  length: 'it has the wrong number of digits',
  date: 'it begins with no possible day of birth',
  'check-digit': 'a check digit is wrong',
  'never-issued': 'the check digit would be 10, so it was never issued',
  account: 'the account number inside it is wrong',
};

function told({ value, valid, type, reason }: IdentifierResult): string {
  return `${value === '' ? '(empty)' : value}: ${valid ? `valid (${type})` : `not valid: ${reasons[reason ?? ''] ?? reason}`}\n`;
}
