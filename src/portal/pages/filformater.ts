/** Filformater: what each format is, field by field, with a sample and an empty template to download. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { describeFormat, type FormatTable } from '../../describe-format.ts';
import type { Format } from '../../readers/format.ts';
import { html, type Html } from '../html.ts';
import { pageHead } from '../layout.ts';
import type { Text } from '../locales/text.ts';
import { icon, panel } from '../parts.ts';
import { type Answer, everybody, type Route, type SignedInVisit } from '../visit.ts';

const path = '/filformater';
const fixtures = join(import.meta.dirname, '..', '..', '..', 'fixtures');

const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/plain',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  xml: 'application/xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The good sample that a shipped format has; a format of one's own has none. */
async function sampleOf(format: Format): Promise<{ path: string; name: string } | undefined> {
  const folder = join(fixtures, format.id);
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const name = names
    .filter((each) => each.startsWith('good') && !each.endsWith('.golden.json'))
    .sort((a, b) => a.length - b.length)[0];
  return name === undefined
    ? undefined
    : { path: join(folder, name), name: `${format.id}-eksempel${name.slice(name.lastIndexOf('.'))}` };
}

/** The column names a file of this format is to have, in order; empty where it has no named columns. */
function columnsOf(format: Format): string[] {
  const columns: string[] = [];
  for (const given of Object.values(format.fields ?? {})) {
    for (const field of Array.isArray(given) ? given : [given]) {
      const from = Array.isArray(field.from) ? field.from[0] : field.from;
      if (typeof from === 'string' && !columns.includes(from)) columns.push(from);
    }
  }
  return columns;
}

/** A file with the header alone: a workbook whose cells are text, so that leading zeros stay, or a line of CSV. */
async function templateOf(format: Format): Promise<{ bytes: Buffer; name: string; mediaType: string } | undefined> {
  const columns = columnsOf(format);
  if (columns.length === 0) return undefined;
  if (format.layout === 'delimited')
    return {
      bytes: Buffer.from(`\ufeff${columns.join(';')}\r\n`),
      name: `${format.id}-mal.csv`,
      mediaType: 'text/csv',
    };
  if (format.layout !== 'xlsx') return undefined;
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Rader', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map((header) => ({ header, width: Math.max(14, header.length + 2), style: { numFmt: '@' } }));
  sheet.getRow(1).font = { bold: true };
  return {
    bytes: Buffer.from(await book.xlsx.writeBuffer()),
    name: `${format.id}-mal.xlsx`,
    mediaType: mediaTypes['xlsx']!,
  };
}

function tableOf(t: Text, table: FormatTable): Html {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${table.title}"><table class="ds-table top-aligned">
    <thead><tr>${table.header.map((name) => html`<th scope="col">${name === '' ? t('formats.about') : name}</th>`)}</tr></thead>
    <tbody>${table.rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody>
  </table></div>`;
}

function found(visit: SignedInVisit): Format | undefined {
  return visit.house.formats.find((format) => format.id === visit.params['id']);
}

async function one(visit: SignedInVisit): Promise<Answer> {
  const format = found(visit);
  if (!format) return { missing: true };
  const { t, language } = visit;
  const told = describeFormat(format, language);
  const acts = html`${(await sampleOf(format)) && html`<a class="ds-button" href="${path}/${format.id}/eksempel">${icon('download')} ${t('formats.sample')}</a>`}
    ${columnsOf(format).length > 0 && ['delimited', 'xlsx'].includes(format.layout) && html`<a class="ds-button" data-variant="secondary" href="${path}/${format.id}/mal">${icon('download')} ${t('formats.template')}</a>`}`;
  const main = html`${pageHead(told.title, told.text, acts)}
    ${panel('om', t('formats.known'), html`<ul class="pad">${told.facts.map((fact) => html`<li>${fact}</li>`)}</ul>`, told.name)}
    ${told.tables.map((table, index) => panel(`tabell-${index}`, table.title, tableOf(t, table)))}
    <p><a href="${path}">${t('formats.all')}</a> · <a href="/prov-fil">${t('try.title')}</a></p>`;
  return { page: { title: told.title, main } };
}

export const routes: Route[] = [
  {
    path,
    roles: everybody,
    get: async (visit) => {
      const { t, language } = visit;
      const rows = visit.house.formats.map((format) => {
        const told = describeFormat(format, language);
        return html`<tr><th scope="row" data-l="${t('formats.name')}"><a href="${path}/${format.id}">${told.title}</a></th>
          <td class="full small muted">${told.name}</td><td class="full">${told.text}</td></tr>`;
      });
      const main = html`${pageHead(t('formats.title'), t('formats.lede'))}
        ${panel('formater', t('formats.all'), html`<div><table class="ds-table cards top-aligned"><thead><tr><th scope="col">${t('formats.name')}</th><th scope="col">${t('formats.id')}</th><th scope="col">${t('formats.about')}</th></tr></thead><tbody>${rows}</tbody></table></div>`)}`;
      return { page: { title: t('formats.title'), main } };
    },
  },
  { path: `${path}/:id`, roles: everybody, get: one },
  {
    path: `${path}/:id/eksempel`,
    roles: everybody,
    get: async (visit) => {
      const format = found(visit);
      const sample = format && (await sampleOf(format));
      if (!sample) return { missing: true };
      const { size } = await stat(sample.path);
      const mediaType = mediaTypes[sample.name.split('.').at(-1)!] ?? 'application/octet-stream';
      return { stream: createReadStream(sample.path), fileName: sample.name, mediaType, size };
    },
  },
  {
    path: `${path}/:id/mal`,
    roles: everybody,
    get: async (visit) => {
      const format = found(visit);
      const template = format && (await templateOf(format));
      if (!template) return { missing: true };
      const { bytes, name, mediaType } = template;
      return { stream: Readable.from([bytes]), fileName: name, mediaType, size: bytes.length };
    },
  },
];
