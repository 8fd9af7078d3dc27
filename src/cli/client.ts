import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { openHomes } from '../access/homes.ts';
import { addPullSource } from '../access/pull-sources.ts';
import { addSftpKey, readPublicKey, setSftpPassword } from '../access/sftp-keys.ts';
import { homesFolder } from '../app.ts';
import { agreementOf, type StoredAgreement } from '../domain/agreement.ts';
import { agreementFaults } from '../validation/agreement.ts';
import { answer, exit, wholeNumber, withHouse } from './answer.ts';

/** `client add|agree|key|pull|password`: who may send files, on what terms, with which key. */
export function register(program: Command): void {
  const client = program.command('client').description('clients (creditors)');
  client
    .command('add')
    .description('registers a client and makes its SFTP home')
    .argument('<number>', 'client number', wholeNumber('the client number'))
    .argument('<name>', 'its name')
    .option('--org <number>', 'organisation number')
    .option('--agreement <file>', 'JSON as in schemas/agreement.schema.json; what it leaves out has its default')
    .option('--json', 'one JSON document on stdout')
    .action(async (number: number, name: string, options: { org?: string; agreement?: string; json?: boolean }) => {
      const agreement = await readAgreement(options.agreement);
      await withHouse(async (house) => {
        const added = await house.db.query(
          `insert into client (number, name, org_number, agreement, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
          [number, name, options.org ?? null, JSON.stringify(agreement), house.clock.now()],
        );
        if (added.rowCount === 0) {
          process.exitCode = exit.refused;
          throw new Error(`client ${number} exists already; change its terms with “client agree”`);
        }
        await house.db.query(`select record_audit($1, 'command line', 'client.added', $2, $3, '{}')`, [
          house.clock.now(),
          number,
          `client ${number}`,
        ]);
        await (await openHomes(homesFolder(house.config))).make(number);
      });
      answer(
        options,
        { client: { number, name, agreement: agreementOf(agreement) } },
        () => `Client ${number}, ${name}, is registered.`,
      );
    });
  client
    .command('agree')
    .description('replaces a client’s agreement')
    .argument('<number>', 'client number', wholeNumber('the client number'))
    .argument('<file>', 'JSON as in schemas/agreement.schema.json')
    .option('--json', 'one JSON document on stdout')
    .action(async (number: number, file: string, options: { json?: boolean }) => {
      const agreement = await readAgreement(file);
      await withHouse(async (house) => {
        await house.db.transaction(async (sql) => {
          const changed = await sql.query('update client set agreement = $2 where number = $1', [
            number,
            JSON.stringify(agreement),
          ]);
          if (changed.rowCount === 0) {
            process.exitCode = exit.refused;
            throw new Error(`there is no client ${number}; register it with “client add”`);
          }
          await sql.query(`select record_audit($1, 'command line', 'client.agreed', $2, $3, $4)`, [
            house.clock.now(),
            number,
            `client ${number}`,
            JSON.stringify(agreement),
          ]);
        });
      });
      answer(
        options,
        { client: { number, agreement: agreementOf(agreement) } },
        () => `Client ${number} has a new agreement.`,
      );
    });
  client
    .command('key')
    .description('gives a client an ed25519 key for SFTP')
    .argument('<number>', 'client number', wholeNumber('the client number'))
    .argument('<file>', 'its public key, one line as in id_ed25519.pub')
    .option('--json', 'one JSON document on stdout')
    .action(async (number: number, file: string, options: { json?: boolean }) => {
      const publicKey = readPublicKey(await readFile(file, 'utf8'));
      if ('fault' in publicKey) {
        process.exitCode = exit.refused;
        throw new Error(publicKey.fault.en);
      }
      await withHouse((house) =>
        addSftpKey(house.db, house.clock.now(), 'command line', { client: number, name: '', publicKey }),
      );
      answer(
        options,
        { fingerprint: publicKey.fingerprint },
        () => `Client ${number} may sign in with ${publicKey.fingerprint}.`,
      );
    });
  client
    .command('pull')
    .description('pulls a client’s files from a foreign SFTP server, from the next start of the doors on')
    .argument('<number>', 'client number (1 is the collector: its bank files)', wholeNumber('the client number'))
    .argument('<address>', 'sftp://user@host:port/folder')
    .requiredOption('--host-key <fingerprint...>', 'SHA256:… of the keys the server may show')
    .option('--key <file>', 'private key to sign in with; else the password is read from standard input')
    .option('--afterwards <what>', 'remove, keep, or a folder there to move fetched files to', 'remove')
    .option('--json', 'one JSON document on stdout')
    .action(
      async (
        number: number,
        address: string,
        options: { hostKey: string[]; key?: string; afterwards: string; json?: boolean },
      ) => {
        const url = URL.parse(address);
        if (
          url?.protocol !== 'sftp:' ||
          url.username === '' ||
          options.hostKey.some((key) => !/^SHA256:[A-Za-z0-9+/]{43}$/.test(key))
        ) {
          process.exitCode = exit.usage;
          throw new Error(
            `write the address as sftp://user@host:22/folder and each host key as ssh-keygen -lf shows it, SHA256:…`,
          );
        }
        const secret =
          options.key === undefined
            ? { password: await firstLine() }
            : { privateKey: await readFile(options.key, 'utf8') };
        const source = {
          client: number,
          host: url.hostname,
          port: Number(url.port || 22),
          user: decodeURIComponent(url.username),
          folder: decodeURIComponent(url.pathname) || '/',
          hostKeys: options.hostKey,
          secret,
          afterwards: options.afterwards,
        };
        await withHouse((house) =>
          house.db.transaction((sql) => addPullSource(sql, source, 'command line', house.clock.now())),
        );
        answer(
          options,
          { client: number, host: source.host, folder: source.folder },
          () => `Files of client ${number} are pulled from ${source.host}:${source.folder}.`,
        );
      },
    );
  client
    .command('password')
    .description('sets a client’s SFTP password, read from standard input')
    .argument('<number>', 'client number', wholeNumber('the client number'))
    .option('--json', 'one JSON document on stdout')
    .action(async (number: number, options: { json?: boolean }) => {
      const password = await firstLine();
      await withHouse((house) => setSftpPassword(house.db, house.clock.now(), 'command line', number, password));
      answer(options, { client: number }, () => `Client ${number} has a new SFTP password.`);
    });
}

/** The first line of standard input: passwords do not belong on a command line. */
export async function firstLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text.split(/\r?\n/, 1)[0] ?? '';
}

async function readAgreement(file: string | undefined): Promise<StoredAgreement> {
  if (file === undefined) return {};
  const agreement: unknown = JSON.parse(await readFile(file, 'utf8'));
  const faults = agreementFaults(agreement);
  if (faults.length > 0) {
    process.exitCode = exit.refused;
    throw new Error(`${file} is no agreement:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  return agreement as StoredAgreement;
}
