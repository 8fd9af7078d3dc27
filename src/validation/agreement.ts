/** Judges an agreement against `schemas/agreement.schema.json`. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../schemas/agreement.schema.json' with { type: 'json' };

let compiled: ReturnType<Ajv2020['compile']> | undefined;

/** What is wrong with an agreement, a sentence each with the place; empty when it can be used. */
export function agreementFaults(agreement: unknown): string[] {
  compiled ??= new Ajv2020({ allErrors: true, strict: false, allowUnionTypes: true }).compile(schema);
  if (compiled(agreement)) return [];
  return (compiled.errors ?? []).slice(0, 50).map(({ instancePath, keyword, params }) => {
    const place = instancePath === '' ? 'the agreement' : instancePath.slice(1).replaceAll('/', '.');
    if (keyword === 'additionalProperties')
      return `${place}: “${String(params['additionalProperty'])}” is no term of an agreement; take it out`;
    if (keyword === 'enum')
      return `${place} must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`;
    if (keyword === 'type') return `${place} must be ${String(params['type'])}`;
    return `${place} is outside what schemas/agreement.schema.json allows (${keyword})`;
  });
}
