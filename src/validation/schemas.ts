/** The schemas of canonical records, compiled once. No schema is ever fetched: an unknown `$ref` is an error. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AnySchemaObject, ErrorObject } from 'ajv/dist/2020.js';
import caseSchema from '../../schemas/case.schema.json' with { type: 'json' };
import claimSchema from '../../schemas/claim.schema.json' with { type: 'json' };
import debtorSchema from '../../schemas/debtor.schema.json' with { type: 'json' };
import invoiceSchema from '../../schemas/invoice.schema.json' with { type: 'json' };
import paymentSchema from '../../schemas/payment.schema.json' with { type: 'json' };
import statementSchema from '../../schemas/statement.schema.json' with { type: 'json' };
import stopSchema from '../../schemas/stop.schema.json' with { type: 'json' };
import { isDay } from '../domain/day.ts';
import type { Kind } from '../domain/row.ts';

/** A finding of a schema, not yet put in our words. */
export type Violation = ErrorObject<string, Record<string, unknown>>;

/** Judges one record; empty when it is as the schema says. The result is valid until the next call. */
export type Check = (record: unknown) => readonly Violation[];

export interface Schemas {
  /** The check of a kind, or of a format's own schema by its `$id`; throws for a schema that nobody gave. */
  check: (kindOrId: string) => Check;
}

/** The canonical schemas by kind; also what pages and documentation show. */
export const schemaOf: Record<Kind, AnySchemaObject> = {
  case: caseSchema,
  payment: paymentSchema,
  invoice: invoiceSchema,
  stop: stopSchema,
  statement: statementSchema,
};

/** The schemas that others refer to. */
export const sharedSchemas: readonly AnySchemaObject[] = [debtorSchema, claimSchema];

const knownDays = new Map<string, boolean>();
const knownDaysLimit = 20_000;

/** A calendar day, remembered: a file has few distinct ones, and each is asked for by every row. */
function isKnownDay(text: string): boolean {
  let known = knownDays.get(text);
  if (known === undefined) {
    known = isDay(text);
    if (knownDays.size >= knownDaysLimit) knownDays.clear();
    knownDays.set(text, known);
  }
  return known;
}

const none: readonly Violation[] = [];

/** Compiles the canonical schemas and a format folder's own ones (which may `$ref` them, and nothing else). */
export function compileSchemas(own: readonly AnySchemaObject[] = []): Schemas {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
  });
  ajv.addFormat('day', { type: 'string', validate: isKnownDay });
  ajv.addVocabulary(['unit', 'problem']);
  ajv.addSchema([...sharedSchemas, ...Object.values(schemaOf), ...own]);
  const checks = new Map<string, Check>();
  const check = (kindOrId: string): Check => {
    let found = checks.get(kindOrId);
    if (found === undefined) {
      const id = kindOrId in schemaOf ? `${kindOrId}.schema.json` : kindOrId;
      const validate = ajv.getSchema(id);
      if (validate === undefined) throw new Error(`schema "${kindOrId}" is not among the schemas that were given`);
      found = (record) => (validate(record) === true ? none : ((validate.errors ?? none) as readonly Violation[]));
      checks.set(kindOrId, found);
    }
    return found;
  };
  return { check };
}

/** The canonical schemas alone. */
export const schemas: Schemas = compileSchemas();
