/** What a format is, for somebody who is to make such a file: by what it is known, and where each field stands. */
import { fieldLabel } from './domain/field-labels.ts';
import type { Kind } from './domain/row.ts';
import type {
  FieldFormat,
  FieldFormats,
  Format,
  Layout,
  NestedFormat,
  Place,
  RecordFormat,
  TotalFormat,
} from './readers/format.ts';
import { needsOf } from './validation/need.ts';
import type { Need } from './validation/need.ts';

type Language = 'nb' | 'en';

export interface FormatTable {
  title: string;
  header: string[];
  rows: string[][];
}

export interface FormatDescription {
  name: string;
  title: string;
  text: string;
  /** What holds for the file as a whole. */
  facts: string[];
  tables: FormatTable[];
}

const words = {
  nb: {
    where: 'Står i',
    field: 'Felt',
    need: 'Må/bør',
    form: 'Skrives',
    must: 'må',
    should: 'bør',
    text: 'tekst',
    amount: 'beløp, 1250,00',
    date: 'dato',
    number: 'heltall',
    digits: 'sifre',
    one: 'én av',
    otherwise: 'ellers',
    rows: 'Antall rader',
    records: 'Antall linjer',
    sum: 'Sum av',
    earliest: 'Tidligste',
    latest: 'Seneste',
    same: 'Samme verdi som i',
    control: 'kontrolltall',
    file: 'For hele filen',
    fields: 'Felt i hver rad',
    layouts: {
      delimited: 'tekst med skilletegn',
      fixed: 'faste posisjoner',
      xml: 'XML',
      json: 'JSON',
      xlsx: 'Excel-arbeidsbok',
    },
    below: 'under',
    kinds: {
      case: 'inkassosaker',
      payment: 'betalinger',
      invoice: 'fakturaer',
      stop: 'inkassostopp',
      statement: 'kontoutskrift',
    },
  },
  en: {
    where: 'Stands in',
    field: 'Field',
    need: 'Must/should',
    form: 'Written',
    must: 'must',
    should: 'should',
    text: 'text',
    amount: 'amount, 1250.00',
    date: 'date',
    number: 'whole number',
    digits: 'digits',
    one: 'one of',
    otherwise: 'otherwise',
    rows: 'Number of rows',
    records: 'Number of lines',
    sum: 'Sum of',
    earliest: 'Earliest',
    latest: 'Latest',
    same: 'The same value as in',
    control: 'control figure',
    file: 'For the whole file',
    fields: 'Fields of each row',
    layouts: {
      delimited: 'delimited text',
      fixed: 'fixed positions',
      xml: 'XML',
      json: 'JSON',
      xlsx: 'Excel workbook',
    },
    below: 'under',
    kinds: {
      case: 'collection cases',
      payment: 'payments',
      invoice: 'invoices',
      stop: 'collection stops',
      statement: 'bank statement',
    },
  },
} as const satisfies Record<Language, Record<string, string | Record<Kind, string> | Record<Layout, string>>>;

function placeText(place: Place): string {
  if (typeof place === 'string') return place;
  if (Array.isArray(place)) return place.join(' / ');
  if ('start' in place) {
    const stretch = `${place.start}–${place.start + place.length - 1}`;
    return place.record === undefined ? stretch : `${place.record} ${stretch}`;
  }
  return `#${place.column}`;
}

function placesText(made: FieldFormat | FieldFormat[]): string {
  const each = (Array.isArray(made) ? made : [made]).map((field) => {
    if (field.join !== undefined) return field.join.map(placeText).join(' + ');
    return field.from === undefined ? '' : placeText(field.from);
  });
  return each.filter((text) => text !== '').join(', ');
}

function formText(made: FieldFormat | FieldFormat[], language: Language): string {
  const w = words[language];
  const field = Array.isArray(made) ? made[0] : made;
  if (field === undefined) return w.text;
  const otherwise = field.default === undefined ? '' : ` (${w.otherwise} ${String(field.default)})`;
  if (field.map !== undefined) return `${w.one}: ${Object.keys(field.map).join(', ')}${otherwise}`;
  if (field.date !== undefined) return `${w.date}: ${field.date.join(', ')}`;
  if (field.money !== undefined) return w.amount + otherwise;
  if (field.number === true) return w.number + otherwise;
  return (field.digits === true ? w.digits : w.text) + otherwise;
}

function fieldRows(
  fields: FieldFormats,
  base: string,
  needs: ReadonlyMap<string, Need>,
  language: Language,
): string[][] {
  const sent = Object.entries(fields).filter(([, made]) => placesText(made) !== '');
  return sent.map(([path, made]) => {
    const name = base + path.replace(/\[\d*\]/g, '');
    const hasDefault = (Array.isArray(made) ? made : [made]).some((field) => field.default !== undefined);
    const need = hasDefault ? undefined : needs.get(name);
    return [
      placesText(made),
      fieldLabel(name, language),
      `\`${base}${path}\``,
      need === undefined ? '' : words[language][need],
      formText(made, language),
    ];
  });
}

function totalRow(total: TotalFormat, language: Language): string[] {
  const w = words[language];
  const what =
    total.count === 'rows'
      ? w.rows
      : total.count !== undefined
        ? w.records
        : total.same !== undefined
          ? `${w.same} ${placesText(total.same)}`
          : total.sum !== undefined
            ? `${w.sum} ${fieldLabel(total.sum, language)}`
            : `${total.earliest === undefined ? w.latest : w.earliest} ${fieldLabel(total.earliest ?? total.latest ?? '', language)}`;
  return [placesText(total.said), what, '', w.must, w.control];
}

/** The tables of a format: one for rows that are all alike, else one for each record type or nested element. */
function tablesOf(format: Format, language: Language): FormatTable[] {
  const w = words[language];
  const header = [w.where, w.field, '', w.need, w.form];
  const needs = needsOf(format.kind);
  const tables: FormatTable[] = [];
  const add = (
    title: string,
    fields: FieldFormats | undefined,
    base: string,
    totals: readonly TotalFormat[] = [],
  ): void => {
    const rows = [
      ...fieldRows(fields ?? {}, base, needs, language),
      ...totals.map((total) => totalRow(total, language)),
    ];
    if (rows.length > 0) tables.push({ title, header, rows });
  };
  const records = (list: readonly RecordFormat[], base: string, above: string): void => {
    for (const one of list) {
      const inner = one.into === undefined ? base : `${base}${one.into}.`;
      const under = above === '' ? '' : `, ${w.below} ${above}`;
      add(`${one.type} ${one.name[language]}${under}`, { ...one.summary, ...one.fields }, inner, one.totals);
      records(one.children ?? [], inner, one.type);
    }
  };
  const nested = (list: readonly NestedFormat[], base: string, above: string): void => {
    for (const one of list) {
      add(`${above}/${one.path}`, one.fields, `${base}${one.into}.`);
      nested(one.nested ?? [], `${base}${one.into}.`, `${above}/${one.path}`);
    }
  };
  add(w.file, { ...format.header?.summary, ...format.summary }, '', [
    ...(format.totals ?? []),
    ...(format.footer?.totals ?? []),
  ]);
  add(format.rows ?? w.fields, format.fields, '');
  records(format.records ?? [], '', '');
  nested(format.nested ?? [], '', format.rows ?? '');
  return tables;
}

function factsOf(format: Format, language: Language): string[] {
  const nb = language === 'nb';
  const { claims } = format;
  const facts = [
    `${nb ? 'Innhold' : 'Content'}: ${words[language].kinds[format.kind]}`,
    `${nb ? 'Oppbygning' : 'Layout'}: ${words[language].layouts[format.layout]}`,
  ];
  const say = (nbText: string, enText: string, values: readonly string[] | string | undefined): void => {
    if (values === undefined || values.length === 0) return;
    const list = typeof values === 'string' ? [values] : values;
    facts.push(`${nb ? nbText : enText}: ${list.map((value) => `\`${value}\``).join(', ')}`);
  };
  say('Kjennes på filnavnet', 'Known by the file name', claims.name);
  say('Kjennes på kolonnene', 'Known by the columns', claims.columns);
  say('og at disse ikke er med', 'and that these are not there', claims.without);
  say('Kjennes på begynnelsen', 'Known by how it starts', claims.start);
  say('Kjennes på rotelementet', 'Known by the root element', claims.root);
  say('i navnerommet', 'in the namespace', claims.namespaces);
  say('Inneholder', 'Contains', claims.contains);
  say('Kjennes på nøklene', 'Known by the keys', claims.keys);
  if (format.width !== undefined)
    facts.push(nb ? `Hver linje har ${format.width} tegn` : `Each line has ${format.width} characters`);
  if (format.layout === 'delimited' || format.layout === 'fixed')
    facts.push(
      nb
        ? 'Tegnkoding, linjeskift og skilletegn finnes ut av filen selv'
        : 'Encoding, line ends and the mark between cells are found out from the file itself',
    );
  return facts;
}

/** Describes a format in a language. Field paths are given as code, so that a page and a Markdown file can show them alike. */
export function describeFormat(format: Format, language: Language): FormatDescription {
  return {
    name: `${format.id}@${format.version}`,
    title: format.title[language],
    text: format.description?.[language] ?? '',
    facts: factsOf(format, language),
    tables: tablesOf(format, language),
  };
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ') || ' ';
}

function markdown(described: FormatDescription, samples: readonly string[], sampleWord: string): string {
  const parts = [`## ${described.title}`, ''];
  if (described.text !== '') parts.push(described.text, '');
  parts.push(...described.facts.map((fact) => `- ${fact}`));
  if (samples.length > 0)
    parts.push(`- ${sampleWord}: ${samples.map((path) => `[${path.split('/').at(-1)}](../../${path})`).join(', ')}`);
  for (const table of described.tables) {
    parts.push('', `### ${table.title}`, '');
    parts.push(`| ${table.header.map(cell).join(' | ')} |`, `|${table.header.map(() => '---').join('|')}|`);
    parts.push(...table.rows.map((row) => `| ${row.map(cell).join(' | ')} |`));
  }
  return parts.join('\n');
}

/** A format's page for `docs/formats/`, in bokmål and English; `samples` are paths from the project's root. */
export function formatPage(format: Format, samples: readonly string[]): string {
  return [
    `# ${format.id}@${format.version}`,
    '',
    'Written by `npm run -s kreditorflyt -- docs` from the format file; change it there.',
    '',
    markdown(describeFormat(format, 'nb'), samples, 'Eksempler'),
    '',
    markdown(describeFormat(format, 'en'), samples, 'Samples'),
    '',
  ].join('\n');
}
