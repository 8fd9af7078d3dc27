import type { Command } from 'commander';
import { walkAudit } from '../ledger/proof.ts';
import { answer, exit, withHouse } from './answer.ts';

/** `audit verify`: walks the audit's hash chain; exit 4 when it is broken. */
export function register(program: Command): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .description('walks the hash chain from the first entry')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: { json?: boolean }) => {
      const { entries, brokenAt } = await withHouse(({ db }) => walkAudit(db));
      const valid = brokenAt === null;
      answer(options, { entries, valid, brokenAt }, () =>
        valid
          ? `The audit's chain of ${entries} entries is whole.`
          : `The audit's chain is broken at entry ${brokenAt}.`,
      );
      process.exitCode = valid ? exit.done : exit.unwell;
    });
}
