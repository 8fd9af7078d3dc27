import type { Command } from 'commander';
import { roles, type UserRole } from '../access/role.ts';
import { createUser, grantMembership, setPassword } from '../access/users.ts';
import { answer, exit, wholeNumber, withHouse } from './answer.ts';
import { firstLine } from './client.ts';

/** `user add|grant|password`: who may sign in to the portal and for which clients. Passwords are read from standard input. */
export function register(program: Command): void {
  const user = program.command('user').description('users of the portal');
  user
    .command('add')
    .description('makes a user; the password is the first line of standard input')
    .argument('<login>', 'user name')
    .argument('<name>', 'full name')
    .option('--role <role>', `one of ${roles.join(', ')}`, 'creditor')
    .option('--client <number...>', 'may act for these clients')
    .option('--email <address>', 'e-mail')
    .option('--json', 'one JSON document on stdout')
    .action(
      async (
        login: string,
        name: string,
        options: { role: string; client?: string[]; email?: string; json?: boolean },
      ) => {
        const role = roles.find((each): each is UserRole => each === options.role);
        if (role === undefined) {
          process.exitCode = exit.usage;
          throw new Error(`there is no role “${options.role}”; there are ${roles.join(', ')}`);
        }
        const clients = (options.client ?? []).map(wholeNumber('--client'));
        const password = await firstLine();
        const id = await withHouse(async ({ db, clock }) => {
          const made = await createUser(db, clock.now(), 'command line', {
            login,
            name,
            role,
            password,
            ...(options.email !== undefined && { email: options.email }),
          });
          for (const client of clients)
            await grantMembership(db, clock.now(), 'command line', { userId: made, client, role: 'approver' });
          return made;
        });
        answer(options, { user: { id, login, role, clients } }, () => `User ${login} (${role}) is made.`);
      },
    );
  user
    .command('grant')
    .description('lets a user act for a client')
    .argument('<login>', 'user name')
    .argument('<client>', 'client number', wholeNumber('the client number'))
    .option('--reader', 'may read but not approve')
    .option('--json', 'one JSON document on stdout')
    .action(async (login: string, client: number, options: { reader?: boolean; json?: boolean }) => {
      const role = options.reader === true ? 'reader' : 'approver';
      await withHouse(async ({ db, clock }) =>
        grantMembership(db, clock.now(), 'command line', { userId: await idOf(db, login), client, role }),
      );
      answer(options, { login, client, role }, () => `${login} may act for client ${client} as ${role}.`);
    });
  user
    .command('password')
    .description('sets a user’s password, read from standard input, and ends the user’s sessions')
    .argument('<login>', 'user name')
    .option('--json', 'one JSON document on stdout')
    .action(async (login: string, options: { json?: boolean }) => {
      const password = await firstLine();
      await withHouse(async ({ db, clock }) =>
        setPassword(db, clock.now(), 'command line', { userId: await idOf(db, login), login, password }),
      );
      answer(options, { login }, () => `${login} has a new password.`);
    });
}

async function idOf(db: Parameters<Parameters<typeof withHouse>[0]>[0]['db'], login: string): Promise<number> {
  const found = await db.query<{ id: number }>('select id from app_user where login = lower($1)', [login]);
  const id = found.rows[0]?.id;
  if (id !== undefined) return id;
  process.exitCode = exit.refused;
  throw new Error(`there is no user “${login}”; make one with “user add”`);
}
