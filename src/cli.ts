/** The commands: `npm run -s kreditorflyt -- <command>`. A command is one file in `cli/` that registers itself. */
import { Command, CommanderError } from 'commander';

interface CommandFile {
  register(program: Command): void;
}

/** Name → file. Only the one that is asked for is loaded, so that `try` starts without a database driver. */
const commands: Record<string, () => Promise<CommandFile>> = {
  try: () => import('./cli/try.ts'),
  formats: () => import('./cli/formats.ts'),
  drop: () => import('./cli/drop.ts'),
  drops: () => import('./cli/drops.ts'),
  retry: () => import('./cli/retry.ts'),
  journals: () => import('./cli/journals.ts'),
  approve: () => import('./cli/approve.ts'),
  cases: () => import('./cli/cases.ts'),
  case: () => import('./cli/case.ts'),
  interest: () => import('./cli/interest.ts'),
  fees: () => import('./cli/fees.ts'),
  'check-id': () => import('./cli/check-id.ts'),
  night: () => import('./cli/night.ts'),
  nights: () => import('./cli/nights.ts'),
  documents: () => import('./cli/documents.ts'),
  document: () => import('./cli/document.ts'),
  payout: () => import('./cli/payout.ts'),
  proof: () => import('./cli/proof.ts'),
  audit: () => import('./cli/audit.ts'),
  client: () => import('./cli/client.ts'),
  user: () => import('./cli/user.ts'),
  demo: () => import('./cli/demo.ts'),
  bench: () => import('./cli/bench.ts'),
  doctor: () => import('./cli/doctor.ts'),
  docs: () => import('./cli/docs.ts'),
};

const program = new Command('kreditorflyt')
  .description(
    'Takes in creditors’ files, judges every row, opens cases, books money and tells every creditor what was done.',
  )
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) });

const asked = process.argv[2] ?? '';
const chosen = Object.keys(commands).includes(asked) ? [asked] : Object.keys(commands);
try {
  for (const name of chosen) (await commands[name]!()).register(program);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // 3: wrong usage; asking for help is none
    process.exitCode = error.exitCode === 0 ? 0 : 3;
  } else {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`kreditorflyt ${asked}: ${message}\n`);
    if (process.exitCode === undefined) process.exitCode = 2;
  }
}
