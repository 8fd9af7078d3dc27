import type { AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { fieldLabel } from '../domain/field-labels.ts';
import { problems } from '../domain/problems.ts';
import { judgeContext } from './context.ts';
import { fieldOf } from './explain.ts';
import { judge } from './judge.ts';
import { aCase, aPayment, aRow } from './rows-for-tests.ts';
import { compileSchemas, schemaOf, sharedSchemas } from './schemas.ts';
import { isCandidate } from './rules/candidate.ts';

interface Property {
  path: string;
  schema: AnySchemaObject;
}

function properties(schema: AnySchemaObject, path: string): Property[] {
  const inside: unknown = schema['properties'] ?? {};
  const own = isCandidate(inside) ? Object.entries(inside) : [];
  const items = isCandidate(schema['items']) ? properties(schema['items'], path) : [];
  const found = own.flatMap(([name, property]) =>
    isCandidate(property)
      ? [{ path: `${path}.${name}`, schema: property }, ...properties(property, `${path}.${name}`)]
      : [],
  );
  return [...found, ...items];
}

const all = [...Object.values(schemaOf), ...sharedSchemas].flatMap((schema) => properties(schema, String(schema.$id)));

/** The paths of the properties for which something does not hold. */
const except = (holds: (property: Property) => boolean): string[] =>
  all.filter((one) => !holds(one)).map(({ path }) => path);

describe('the canonical schemas', () => {
  it('allow no field that they do not name', () => {
    const open = [...Object.values(schemaOf), ...sharedSchemas].filter(
      (schema) => schema['additionalProperties'] !== false,
    );
    expect(open).toEqual([]);
  });

  it('bound every text and every list', () => {
    expect(all.length).toBeGreaterThan(60);
    const isBounded = ({ schema }: Property): boolean =>
      schema['type'] === 'string'
        ? (schema['maxLength'] ?? schema['format'] ?? schema['pattern']) !== undefined
        : schema['type'] !== 'array' || schema['maxItems'] > 0;
    expect(except(isBounded)).toEqual([]);
  });

  it('hold amounts as integer øre of at most 10^13', () => {
    const amounts = all.filter(({ schema }) => schema['unit'] === 'øre');
    expect(amounts.map(({ path }) => path.split('.').at(-1))).toEqual(
      expect.arrayContaining(['amount', 'original', 'remaining', 'reminderFee']),
    );
    expect(
      except(({ schema }) => schema['unit'] !== 'øre' || (schema['type'] === 'integer' && schema['maximum'] === 1e13)),
    ).toEqual([]);
  });

  it('name only problems of the catalogue', () => {
    expect(except(({ schema }) => schema['problem'] === undefined || String(schema['problem']) in problems)).toEqual(
      [],
    );
  });

  it.each(['nb', 'en'] as const)('have a label for every field in %s', (language) => {
    expect(except(({ path }) => fieldLabel(path.split('.').at(-1)!, language) !== path.split('.').at(-1))).toEqual([]);
  });
});

describe('a format’s own schema', () => {
  const own = {
    $id: 'my-case.schema.json',
    $ref: 'case.schema.json',
    properties: { reference: { type: 'string', pattern: '^K-\\d+$', minLength: 4 }, currency: { const: 'NOK' } },
    required: ['notes'],
  };

  it('judges on top of the canonical one, in our words', () => {
    const context = judgeContext({
      today: '2026-11-24',
      schemas: compileSchemas([own]),
      schema: 'my-case.schema.json',
      currencies: ['SEK'],
    });
    const row = aRow(aCase({ currency: 'SEK' }));
    judge('case', row, context);
    const found = row.problems.map(({ code, field, params }) => [code, field, params]);
    expect(new Set(found)).toEqual(
      new Set([
        ['missing-value', 'notes', undefined],
        ['not-allowed', 'currency', { allowed: 'NOK' }],
        ['not-as-agreed', 'reference', { rule: 'pattern' }],
        ['too-short', 'reference', { length: 3, limit: 4 }],
      ]),
    );
  });

  it('that asks for what nobody gave is refused, and nothing is fetched', () => {
    const remote = { $id: 'far.schema.json', $ref: 'https://schemas.example/case.json' };
    expect(() => compileSchemas([remote]).check('far.schema.json')).toThrow("can't resolve reference");
    expect(() => compileSchemas().check('no-such.schema.json')).toThrow('not among the schemas');
  });

  it('with an unknown word is refused', () => {
    expect(() =>
      compileSchemas([{ $id: 'typo.schema.json', type: 'object', requierd: ['x'] }]).check('typo.schema.json'),
    ).toThrow('requierd');
  });
});

it('writes the path of a pointer', () => {
  expect(fieldOf('/claims/0/dueDate')).toBe('claims[0].dueDate');
  expect(fieldOf('', 'reference')).toBe('reference');
  expect(fieldOf('/debtors/12', 'a/b')).toBe('debtors[12].a/b');
  expect(fieldOf('/a~1b/c~0d')).toBe('a/b.c~d');
});

it('never lets a library’s own words through', () => {
  const row = aRow(aPayment({ amount: {}, currency: 12, paidOn: null, type: [], note: 'x'.repeat(501), extra: true }));
  judge('payment', row, judgeContext({ today: '2026-11-24' }));
  expect(row.problems.length).toBe(6);
  for (const { code } of row.problems) expect(problems).toHaveProperty(code);
  expect(JSON.stringify(row.problems)).not.toMatch(/must (be|have|match|NOT)/);
});
