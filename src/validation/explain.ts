/** A schema's violation in our own words: our code, the field's path, and the numbers the sentence needs. */
import type { AnySchemaObject } from 'ajv/dist/2020.js';
import { decimal } from '../domain/money.ts';
import { rowProblems } from '../domain/problems/row.ts';
import type { RowCode } from '../domain/problems/row.ts';
import type { Row } from '../domain/row.ts';
import type { JudgeContext } from './context.ts';
import { add, isCausedBelow, isSilenced } from './find.ts';
import type { Violation } from './schemas.ts';

/** A JSON pointer (`/claims/0/dueDate`) as the path that problems carry (`claims[0].dueDate`). */
export function fieldOf(pointer: string, property?: string): string {
  let field = '';
  const parts = pointer === '' ? [] : pointer.slice(1).split('/');
  if (property !== undefined) parts.push(property);
  for (const part of parts) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    field += /^\d+$/.test(name) && field !== '' ? `[${name}]` : `${field === '' ? '' : '.'}${name}`;
  }
  return field;
}

function isRowCode(code: string): code is RowCode {
  return code in rowProblems;
}

/** Characters as a schema counts them: code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; length++) i += text.codePointAt(i)! > 0xffff ? 2 : 1;
  return length;
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : '';
}

interface Explanation {
  code: RowCode;
  property?: string;
  params?: Record<string, string | number>;
}

/** A number's limits as a person writes them: amounts with two decimals. */
function range(schema: AnySchemaObject): Explanation {
  const isAmount = schema['unit'] === 'øre';
  const show = (limit: unknown, otherwise: number): string => {
    const number = typeof limit === 'number' ? limit : otherwise;
    return isAmount ? decimal(number) : String(number);
  };
  return {
    code: isAmount ? 'amount-out-of-range' : 'number-out-of-range',
    params: { minimum: show(schema['minimum'], -1e13), maximum: show(schema['maximum'], 1e13) },
  };
}

function explanationOf(violation: Violation): Explanation {
  const { keyword, params, data } = violation;
  const schema = violation.parentSchema ?? {};
  const length = typeof data === 'string' ? lengthOf(data) : Array.isArray(data) ? data.length : 0;
  const own = schema['problem'];
  switch (keyword) {
    case 'required':
      return { code: 'missing-value', property: String(params['missingProperty']) };
    case 'additionalProperties':
      return { code: 'unknown-field', property: String(params['additionalProperty']) };
    case 'minLength':
      return length === 0
        ? { code: 'missing-value' }
        : { code: 'too-short', params: { length, limit: Number(params['limit']) } };
    case 'maxLength':
      return { code: 'too-long', params: { length, limit: Number(params['limit']) } };
    case 'minItems':
      return { code: 'missing-value' };
    case 'maxItems':
      return { code: 'too-many', params: { length, limit: Number(params['limit']) } };
    case 'enum':
      // A format may map its own word for an interest note to this, so that the refusal says why.
      if (data === 'interestNote') return { code: 'interest-note' };
      return { code: 'not-allowed', params: { allowed: listed(params['allowedValues']) } };
    case 'const':
      return { code: 'not-allowed', params: { allowed: String(params['allowedValue']) } };
    case 'type':
      return { code: 'wrong-type', params: { expected: String(params['type']) } };
    case 'minimum':
    case 'maximum':
      return range(schema);
    case 'format':
      if (params['format'] === 'day') return { code: 'date-not-real' };
      break;
    case 'pattern':
      if (typeof own === 'string' && isRowCode(own)) return { code: own };
      break;
  }
  return { code: 'not-as-agreed', params: { rule: keyword } };
}

/** Keywords that only say that one of their parts failed; the parts speak for themselves. */
const wrappers = new Set(['if', 'allOf', 'anyOf', 'oneOf', '$ref', 'not']);

/** Adds a problem for each violation that no earlier finding on the same field has caused. */
export function explain(row: Row, violations: readonly Violation[], context: JudgeContext, mark: number): void {
  for (const violation of violations) {
    if (wrappers.has(violation.keyword) && violations.length > 1) continue;
    const { code, property, params } = explanationOf(violation);
    const field = fieldOf(violation.instancePath, property);
    if (isSilenced(row, field, mark)) continue;
    if (code === 'missing-value' && isCausedBelow(row, field, mark)) continue;
    const value = property === undefined ? violation.data : undefined;
    add(row, context, code, field, shown(value, violation), params);
  }
}

/** An amount as a person writes it; everything else as it is. */
function shown(value: unknown, violation: Violation): unknown {
  const schema = violation.parentSchema;
  return typeof value === 'number' && Number.isSafeInteger(value) && schema?.['unit'] === 'øre'
    ? decimal(value)
    : value;
}
