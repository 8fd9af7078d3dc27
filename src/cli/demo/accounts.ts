/** The demo's clients, users and SFTP keys; passwords and keys are made once and kept, readable by this user alone, in `demo/accounts.json`. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { addSftpKey, readPublicKey } from '../../access/sftp-keys.ts';
import { createUser, grantMembership } from '../../access/users.ts';
import { collectorClient, type House } from '../../app.ts';
import type { StoredAgreement } from '../../domain/agreement.ts';

export interface DemoClient {
  number: number;
  name: string;
  agreement: StoredAgreement;
}

/** Three creditors: one who trusts the agreement, a large one, and a municipality that approves every journal itself. */
export const demoClients: DemoClient[] = [
  {
    number: 33220,
    name: 'Testkreditor AS',
    agreement: { approval: 'auto', routes: ['portal', 'sftp'], commissionPrincipal: 500, payoutAccount: '12345678903' },
  },
  {
    number: 44110,
    name: 'Nordlys Prøvekraft AS',
    agreement: { approval: 'auto', routes: ['portal', 'sftp'], payoutAccount: '12345678911' },
  },
  {
    number: 55990,
    name: 'Eksempelvik kommune',
    agreement: { approval: 'manual', routes: ['portal', 'sftp'], vatLiable: false, payoutAccount: '12345600009' },
  },
];

const users = [
  { login: 'hege', name: 'Hege Prøvesen', role: 'creditor', clients: [33220] },
  { login: 'byra', name: 'Bård Byråmann', role: 'agency', clients: [33220, 55990] },
  { login: 'drift', name: 'Dina Driftsen', role: 'operator', clients: [] },
] as const;

/** What opens the demo's doors. */
export interface Accounts {
  /** Login → password. */
  passwords: Record<string, string>;
  /** Client → private key of its SFTP user. */
  keys: Record<string, string>;
}

const accountsFile = (dataFolder: string) => join(dataFolder, 'demo', 'accounts.json');

async function readAccounts(dataFolder: string): Promise<Accounts | undefined> {
  try {
    return JSON.parse(await readFile(accountsFile(dataFolder), 'utf8')) as Accounts;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the clients, users and keys that are missing, and returns what opens their doors. Twice is once. */
export async function seedAccounts(house: House): Promise<Accounts> {
  const at = house.clock.now();
  for (const { number, name, agreement } of demoClients) {
    await house.db.query(
      `insert into client (number, name, org_number, street, postal_code, postal_place, agreement, created_at)
       values ($1, $2, '123456785', 'Storgata 1', '7010', 'TRONDHEIM', $3, $4) on conflict (number) do nothing`,
      [number, name, JSON.stringify(agreement), at],
    );
  }
  const known = await readAccounts(house.config.dataFolder);
  const accounts: Accounts = known ?? { passwords: {}, keys: {} };
  for (const { login, name, role, clients } of users) {
    const there = await house.db.query('select from app_user where login = $1', [login]);
    if (there.rowCount) continue;
    const password = randomBytes(12).toString('base64url');
    const userId = await createUser(house.db, at, 'demo', { login, name, role, password });
    for (const client of clients) await grantMembership(house.db, at, 'demo', { userId, client, role: 'approver' });
    accounts.passwords[login] = password;
  }
  for (const client of [collectorClient, ...demoClients.map((each) => each.number)]) {
    if (accounts.keys[client] === undefined) accounts.keys[client] = ssh2.utils.generateKeyPairSync('ed25519').private;
    const parsed = ssh2.utils.parseKey(accounts.keys[client]);
    if (parsed instanceof Error) throw parsed;
    const publicKey = readPublicKey(`ssh-ed25519 ${parsed.getPublicSSH().toString('base64')} demo`);
    if ('fault' in publicKey) throw new Error(publicKey.fault.en);
    await addSftpKey(house.db, at, 'demo', { client, name: 'demo', publicKey });
  }
  await mkdir(join(house.config.dataFolder, 'demo'), { recursive: true });
  await writeFile(accountsFile(house.config.dataFolder), `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  return accounts;
}

/** The demo's accounts in lines for `npm start`; none where no demo has run. */
export async function demoAccounts(house: Pick<House, 'config'>): Promise<string[]> {
  const accounts = await readAccounts(house.config.dataFolder);
  if (!accounts) return ['accounts none yet: “npm run demo” makes some, or “npm run -s kreditorflyt -- user add”'];
  return users
    .filter(({ login }) => accounts.passwords[login] !== undefined)
    .map(({ login, name, role }) => `account  ${login} / ${accounts.passwords[login]} (${name}, ${role})`);
}
