import { expect, it } from 'vitest';
import { judgeContext } from './context.ts';
import { judge } from './judge.ts';
import { ownSchemas } from './own-schemas.ts';
import { aPayment, aRow } from './rows-for-tests.ts';

const mine = { path: '/x/my-payments.schema.json', json: { $ref: 'payment.schema.json', required: ['note'] } };

it('gives a format its own schema, and others none', () => {
  const schemaFor = ownSchemas([mine]);
  expect(schemaFor('other')).toEqual({});
  const row = aRow(aPayment());
  judge('payment', row, judgeContext({ today: '2026-11-24', ...schemaFor('my-payments') }));
  expect(row.problems).toMatchObject([{ code: 'missing-value', field: 'note' }]);
});

it('is nothing at all without files', () => {
  expect(ownSchemas([])('my-payments')).toEqual({});
});

it.each([
  ['a list', [], 'a schema is an object'],
  ['another name than its file', { $id: 'x.schema.json' }, "must be the file's name"],
  ['a reference to nowhere', { $ref: 'nowhere.schema.json' }, 'nowhere.schema.json'],
  ['a reference to the network', { $ref: 'https://schemas.example/a.json' }, 'schemas.example'],
  ['an unknown word', { requierd: ['note'] }, 'requierd'],
  ['a wrong pattern', { properties: { note: { type: 'string', pattern: '(' } } }, 'my-payments.schema.json'],
])('refuses %s, naming the file', (_, json, message) => {
  const load = (): unknown => ownSchemas([{ ...mine, json }]);
  expect(load).toThrow(message);
  expect(load).toThrow('/x/my-payments.schema.json');
});

it('refuses the name of a canonical schema', () => {
  expect(() => ownSchemas([{ path: 'a/case.schema.json', json: {} }])).toThrow('name of a canonical schema');
});
