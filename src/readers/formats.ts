/** Format files to formats: a mistake in one is found here, never while a file is read. */
import { Ajv, type ErrorObject } from 'ajv';
import schema from '../../schemas/format.schema.json' with { type: 'json' };
import { formatName, type FieldFormats, type Format, type RecordFormat } from './format.ts';

export type { Format } from './format.ts';
export { formatName } from './format.ts';

/** A format file as it lies: where, and what it says. */
export interface FormatFile {
  path: string;
  json: unknown;
}

const ajv = new Ajv({
  allErrors: true,
  strictSchema: true,
  strictTypes: false,
  verbose: true,
  formats: { regex: isPattern },
});
const validate = ajv.compile<Format>(schema);

/** Most mistakes that are listed for one file. */
const mostMistakes = 20;

/**
 * Checks format files and gives their formats. Throws an `Error` whose message names each mistake: the file, the path
 * in it, and the cure.
 */
export function loadFormats(files: readonly FormatFile[]): Format[] {
  const mistakes: string[] = [];
  const formats: Format[] = [];
  const known = new Map<string, string>();
  for (const { path, json } of files) {
    if (!validate(json)) {
      const found = [...new Set((validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(explain))];
      mistakes.push(...found.slice(0, mostMistakes).map((mistake) => `${path}: ${mistake}`));
      continue;
    }
    mistakes.push(...contradictions(json).map((mistake) => `${path}: ${mistake}`));
    const name = formatName(json);
    const other = known.get(name);
    if (other !== undefined)
      mistakes.push(`${path}: /id: ${name} is already the name of ${other}. Raise the version or choose another id.`);
    known.set(name, path);
    formats.push(json);
  }
  if (mistakes.length > 0) throw new Error(`Format files with mistakes:\n${mistakes.join('\n')}`);
  return formats;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** One mistake with its path and what to write instead. */
function explain(error: ErrorObject): string {
  const at = error.instancePath === '' ? '/' : error.instancePath;
  const params: Record<string, unknown> = { ...error.params };
  switch (error.keyword) {
    case 'additionalProperties': {
      const allowed = wordsOf(error.parentSchema);
      return `${at}: “${String(params['additionalProperty'])}” is no word of the vocabulary here. Use one of: ${allowed.join(', ')}.`;
    }
    case 'required':
      return `${at}: “${String(params['missingProperty'])}” is missing. Add it.`;
    case 'enum':
      return `${at}: not a known value. Use one of: ${String(params['allowedValues']).replaceAll(',', ', ')}.`;
    case 'const':
      return `${at}: the only value here is ${JSON.stringify(params['allowedValue'])}.`;
    case 'type':
      return `${at}: must be ${String(params['type'])}. Change the value.`;
    case 'format':
      return `${at}: not a regular expression. Correct the pattern.`;
    case 'pattern':
      return `${at}: must look like “my-format-2”: small letters, digits and hyphens.`;
    default:
      return `${at}: ${error.message ?? error.keyword}. Change the value.`;
  }
}

function wordsOf(parent: unknown): string[] {
  const { properties } = { properties: {}, ...(typeof parent === 'object' ? parent : {}) };
  return Object.keys(properties);
}

/** Mistakes that a schema cannot say. */
function contradictions(format: Format): string[] {
  const found: string[] = [];
  const look = (fields: FieldFormats | undefined, path: string): void => {
    for (const [key, made] of Object.entries(fields ?? {})) {
      for (const field of Array.isArray(made) ? made : [made]) {
        const sources = [field.from, field.join, field.constant].filter((source) => source !== undefined).length;
        if (sources !== 1) found.push(`${path}/${key}: needs exactly one of from, join, constant.`);
        const conversions = [field.money, field.date, field.number, field.digits, field.map].filter(
          (one) => one !== undefined,
        );
        if (conversions.length > 1)
          found.push(`${path}/${key}: needs at most one of money, date, number, digits, map.`);
        const places = [field.from, ...(field.join ?? [])].filter((place) => place !== undefined);
        if (format.layout === 'fixed' && places.some((place) => typeof place !== 'object' || !('start' in place))) {
          found.push(`${path}/${key}/from: a fixed format needs {"start", "length"}.`);
        }
        if (format.layout !== 'fixed' && places.some((place) => typeof place === 'object' && 'start' in place)) {
          found.push(`${path}/${key}/from: only a fixed format has {"start", "length"}; name the column or path.`);
        }
      }
    }
  };
  const walk = (records: readonly RecordFormat[] | undefined, path: string): void => {
    records?.forEach((record, index) => {
      look(record.fields, `${path}/${index}/fields`);
      look(record.summary, `${path}/${index}/summary`);
      walk(record.children, `${path}/${index}/children`);
    });
  };
  look(format.fields, '/fields');
  look(format.summary, '/summary');
  walk(format.records, '/records');
  if (format.layout === 'delimited' && format.fields === undefined && format.records === undefined) {
    found.push('/: “fields” is missing. Add it, or “records” when lines are of several types.');
  }
  if (format.records && !hasRow(format.records))
    found.push('/records: no record is a row. Set "row": true on the one that is.');
  const lines = format.header?.lines ?? 1;
  if (format.header?.names?.some((line) => line > lines))
    found.push('/header/names: names a line beyond “lines”. Raise “lines”.');
  return found;
}

function hasRow(records: readonly RecordFormat[]): boolean {
  return records.some((record) => record.row === true || hasRow(record.children ?? []));
}
