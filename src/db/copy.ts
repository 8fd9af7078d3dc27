/** Bulk load by `COPY … FROM STDIN` in text format. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** One value as COPY text writes it: `\N` for nothing, backslash, tab and line ends escaped. */
export function copyValue(value: string | number | bigint | boolean | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, escaped) : value;
  return String(value);
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
function escaped(character: string): string {
  return escapes[character]!;
}

/** A value as `json` text inside COPY text. JSON has escaped its own control characters; only backslashes double. */
export function copyJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\') ? json.replaceAll('\\', '\\\\') : json;
}

/** A value as `jsonb` text inside COPY text: `jsonb` holds neither NUL nor half surrogate pairs, so U+FFFD stands for them. */
export function copyJsonb(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\')) return json;
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '$1\\ufffd').replaceAll('\\', '\\\\');
}

/** Pipes ready COPY text (whole lines, each ending in `\n`) into `table (columns)`; resolves when the server has it all. */
export async function copyInto(sql: pg.PoolClient, table: string, columns: string, text: Readable): Promise<void> {
  await pipeline(text, sql.query(copyFrom(`copy ${table} (${columns}) from stdin`)));
}
