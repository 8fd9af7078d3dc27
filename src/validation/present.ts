/** Canonical records as JSON answers carry them: amounts as strings with two decimals, lines of one case merged. */
import type { AnySchemaObject } from 'ajv/dist/2020.js';
import { decimal } from '../domain/money.ts';
import type { Kind } from '../domain/row.ts';
import { isCandidate } from './rules/candidate.ts';
import type { Candidate } from './rules/candidate.ts';
import { schemaOf, sharedSchemas } from './schemas.ts';

const schemasById = new Map(
  [...Object.values(schemaOf), ...sharedSchemas].map((schema) => [String(schema.$id), schema]),
);

function resolved(schema: AnySchemaObject): AnySchemaObject {
  return typeof schema['$ref'] === 'string' ? (schemasById.get(schema['$ref']) ?? schema) : schema;
}

function present(value: unknown, of: AnySchemaObject): unknown {
  const schema = resolved(of);
  if (typeof value === 'number' && schema['unit'] === 'øre') return decimal(value);
  if (Array.isArray(value))
    return isCandidate(schema['items']) ? value.map((item) => present(item, schema['items'])) : value;
  if (!isCandidate(value)) return value;
  const properties: unknown = schema['properties'];
  if (!isCandidate(properties)) return value;
  // In the schema's order, so that the same record reads the same whatever format it came from.
  const shown: Candidate = {};
  for (const name in properties) {
    const property = properties[name];
    if (value[name] !== undefined && isCandidate(property)) shown[name] = present(value[name], property);
  }
  for (const name in value) if (!(name in properties)) shown[name] = value[name];
  return shown;
}

/** A record with its amounts (those whose schema says `"unit": "øre"`) as `"1250.00"` and its fields in the schema's order. */
export function presentRecord(kind: Kind, record: Candidate): unknown {
  return present(record, schemaOf[kind]);
}

function sameDebtor(a: unknown, b: unknown): boolean {
  if (!isCandidate(a) || !isCandidate(b)) return false;
  if (a['id'] !== undefined || b['id'] !== undefined) return a['id'] === b['id'];
  return a['name'] === b['name'];
}

/** A further debtor's row repeats the claim. */
function sameClaim(a: unknown, b: unknown): boolean {
  return isCandidate(a) && isCandidate(b) && a['kind'] === b['kind'] && a['invoice'] === b['invoice'];
}

function merge(into: Candidate, record: Candidate): void {
  const add = (name: string, isKnown: (known: unknown, item: unknown) => boolean): void => {
    const [known, more] = [into[name], record[name]];
    if (!Array.isArray(more)) return;
    if (!Array.isArray(known)) into[name] = [...more];
    else known.push(...more.filter((item) => !known.some((one) => isKnown(one, item))));
  };
  add('debtors', sameDebtor);
  add('claims', sameClaim);
  add('notes', (known, item) => known === item);
}

/**
 * Cases that came as several rows made one: claims in the file's order, each claim, debtor and note once, everything else from the
 * first row. Records of other kinds stay as they are. Does not change its input.
 */
export function mergeRecords(kind: Kind, records: Iterable<Candidate>): Candidate[] {
  if (kind !== 'case') return [...records];
  const byReference = new Map<unknown, Candidate>();
  for (const record of records) {
    const known = byReference.get(record['reference']);
    if (known === undefined) byReference.set(record['reference'], structuredClone(record));
    else merge(known, record);
  }
  return [...byReference.values()];
}
