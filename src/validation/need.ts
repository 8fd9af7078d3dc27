/** Which fields must and which should be filled in (the manual's “må” and “bør”), as the schemas and rules have it. */
import type { AnySchemaObject } from 'ajv/dist/2020.js';
import type { Kind } from '../domain/row.ts';
import { caseMusts, recommended } from './rules/debtor.ts';
import { isCandidate } from './rules/candidate.ts';
import { schemaOf, sharedSchemas } from './schemas.ts';

export type Need = 'must' | 'should';

const byId = new Map(sharedSchemas.map((schema) => [String(schema.$id), schema]));

function walk(given: AnySchemaObject, base: string, needs: Map<string, Need>): void {
  const schema = typeof given['$ref'] === 'string' ? (byId.get(given['$ref']) ?? given) : given;
  const required: unknown = schema['required'];
  if (Array.isArray(required)) for (const name of required) needs.set(`${base}${String(name)}`, 'must');
  const properties: unknown = schema['properties'];
  if (!isCandidate(properties)) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!isCandidate(property)) continue;
    const inside = isCandidate(property['items']) ? property['items'] : property;
    walk(inside, `${base}${name}.`, needs);
  }
}

/** The needs of a kind's fields by path without numbers (`claims.remaining`). */
export function needsOf(kind: Kind): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  walk(schemaOf[kind], '', needs);
  if (kind === 'case') {
    for (const name of caseMusts) needs.set(`debtors.${name}`, 'must');
    for (const name of recommended) needs.set(`debtors.${name}`, 'should');
  }
  return needs;
}
