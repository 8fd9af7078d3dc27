import { afterAll, beforeAll, expect, test } from 'vitest';
import { fill, type Filled } from './filled-for-tests.ts';
import { sampleHouse, type SampleHouse } from './sample-for-tests.ts';

let house: SampleHouse;
let filled: Filled;
beforeAll(async () => {
  house = await sampleHouse();
  filled = await fill(house);
});
afterAll(() => house.close());

async function found(userId: number, operator: boolean, term: string, wanted: string, clients: number[]) {
  return house.db.actingFor({ userId, operator }, async (sql) => {
    const { rows } = await sql.query<{ number: number }>('select search_cases($1, $2, $3) as number', [
      term,
      wanted,
      clients,
    ]);
    return rows.map((row) => row.number).sort((a, b) => a - b);
  });
}

test.each(['name', 'invoice', 'customer', 'kid', 'reference'])(
  'the search past the policies, by %s, gives nobody a case of a client that is not theirs',
  async (term) => {
    const all = [33220, 41007, 50310];
    const own = term === 'kid' ? [] : filled.cases[50310]!;
    expect(await found(house.users.fremmed, false, term, '%', all)).toEqual(own);
    expect(await found(house.users.fremmed, false, term, '%', [33220])).toEqual([]);
    expect(await found(house.users.drift, false, term, '%', [])).toEqual([]);
    expect(await found(house.users.drift, true, term, '%', [33220])).toEqual(term === 'kid' ? [] : filled.cases[33220]);
  },
);

test('one whose access has ended finds nothing, and an unknown term is refused', async () => {
  await house.db.query(`update membership set valid_to = '2020-01-01' where user_id = $1`, [house.users.leser]);
  expect(await found(house.users.leser, false, 'name', '%', [33220])).toEqual([]);
  await expect(found(house.users.ingrid, false, 'secret', '%', [33220])).rejects.toThrow('case not found');
  await expect(
    house.db.actingFor({ userId: house.users.ingrid, operator: false }, (sql) =>
      sql.query(`select search_cases('name', $1, '{33220}')`, ["x' or '1' = '1"]),
    ),
  ).resolves.toMatchObject({ rowCount: 0 });
});
