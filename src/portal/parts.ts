/** The small parts that pages are made of: icons, tags, fields, pagination, receipts. */
import { attributes, html, type Content, type Html } from './html.ts';
import type { Text } from './locales/text.ts';

/** An icon of icons.css; a word must stand beside it. */
export function icon(name: string): Html {
  return html`<span class="i" data-i="${name}" aria-hidden="true"></span>`;
}

export type Tone = 'info' | 'success' | 'warning' | 'danger' | 'neutral';

/** A state: icon and word, colour last. */
export function tag(tone: Tone, iconName: string, word: string): Html {
  return html`<span class="ds-tag" data-color="${tone}">${icon(iconName)}${word}</span>`;
}

/** A form that posts, with the token that proves it was made here. */
export function postForm(
  options: { action: string; token: string; class?: string; files?: boolean; labelledBy?: string; id?: string },
  content: Content,
): Html {
  const rest = attributes({
    class: options.class,
    id: options.id,
    enctype: options.files ? 'multipart/form-data' : undefined,
    'aria-labelledby': options.labelledBy,
  });
  return html`<form method="post" action="${options.action}" ${rest}>
    <input type="hidden" name="token" value="${options.token}" />${content}
  </form>`;
}

export interface Field {
  name: string;
  label: string;
  id?: string;
  value?: string | undefined;
  type?: string;
  need?: 'must' | 'should';
  hint?: string;
  error?: string | undefined;
  wide?: 2 | 3 | 4;
  autocomplete?: string;
  inputmode?: string;
  list?: string;
  placeholder?: string;
  options?: readonly (readonly [value: string, label: string])[];
  rows?: number;
  readonly?: boolean;
}

/** One labelled field: an input, a select where `options` are given, a text area where `rows` are. */
export function field(t: Text, given: Field): Html {
  const id = given.id ?? `f-${given.name}`;
  const described = [given.hint && `${id}-hint`, given.error && `${id}-error`].filter(Boolean).join(' ');
  const common = attributes({
    class: 'ds-input',
    id,
    name: given.name,
    required: given.need === 'must',
    readonly: given.readonly,
    'aria-invalid': given.error ? 'true' : undefined,
    'aria-describedby': described || undefined,
    autocomplete: given.autocomplete,
    inputmode: given.inputmode,
    list: given.list,
    placeholder: given.placeholder,
  });
  const value = given.value ?? '';
  let control: Html;
  if (given.options) {
    const options = given.options.map(
      ([key, label]) => html`<option${attributes({ value: key, selected: key === value })}>${label}</option>`,
    );
    control = html`<select${common}>${options}</select>`;
  } else if (given.rows) {
    control = html`<textarea${common} rows="${given.rows}">
${value}</textarea
    >`;
  } else {
    control = html`<input${common}${attributes({ type: given.type ?? 'text', value })} />`;
  }
  const need =
    given.need &&
    html` <span${attributes({ class: given.need === 'must' ? 'need' : 'need should' })}>${t(`need.${given.need}`)}</span>`;
  return html`<div class="ds-field${given.wide ? ` w${given.wide}` : ''}">
    <label class="ds-label" for="${id}">${given.label}${need}</label>
    ${given.hint && html`<p data-field="description" id="${id}-hint">${given.hint}</p>`} ${control}
    ${given.error && html`<p class="ds-validation-message" id="${id}-error">${given.error}</p>`}
  </div>`;
}

/** What must be mended, first in the form; each line leads to its field and the whole takes focus. */
export function errorSummary(t: Text, errors: { id: string; text: string }[]): Html | undefined {
  if (errors.length === 0) return undefined;
  return html`<div class="ds-error-summary" role="alert" tabindex="-1" aria-labelledby="errors-title" data-focus>
    <h2 id="errors-title">${t('errors.title', { n: errors.length })}</h2>
    <ul>
      ${errors.map((error) => html`<li><a class="ds-link" href="#${error.id}">${error.text}</a></li>`)}
    </ul>
  </div>`;
}

/** A sheet with a title. */
export function panel(id: string, title: Content, content: Content, note?: Content): Html {
  return html`<section class="panel" aria-labelledby="${id}">
    <header>
      <h2 id="${id}">${title}</h2>
      ${note && html`<p>${note}</p>`}
    </header>
    ${content}
  </section>`;
}

/** What an act ended in: what, number, who, when, and what happens next. */
export function receipt(given: { id: string; title: string; line: Content; next: Content }): Html {
  return html`<section class="panel receipt" aria-labelledby="${given.id}" role="status">
    <header>
      <h2 id="${given.id}">${icon('ok')}${given.title}</h2>
      <p>${given.line}</p>
    </header>
    <div class="pad small">${given.next}</div>
  </section>`;
}

/** An address with some of its query changed; `undefined` takes a name away. */
export function withQuery(
  path: string,
  query: Record<string, string>,
  change: Record<string, string | undefined>,
): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (value !== undefined && value !== '') next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Page numbers. `page` counts from 1. */
export function pagination(
  t: Text,
  at: { path: string; query: Record<string, string>; page: number; pages: number },
): Html | undefined {
  if (at.pages < 2) return undefined;
  const link = (page: number, label: Content, current = false) =>
    html`<li>
      <a
        class="ds-button"
        ${attributes({ 'data-variant': current ? undefined : 'tertiary', 'aria-current': current ? 'true' : undefined })}
        href="${withQuery(at.path, at.query, { side: page === 1 ? undefined : String(page) })}"
        >${label}</a
      >
    </li>`;
  const near = [...new Set([1, at.page - 1, at.page, at.page + 1, at.pages])].filter(
    (page) => page >= 1 && page <= at.pages,
  );
  return html`<nav class="ds-pagination" aria-label="${t('pages.label')}">
    <ul>
      ${at.page > 1 && link(at.page - 1, t('pages.previous'))} ${near.map((page) => link(page, page, page === at.page))}
      ${at.page < at.pages && link(at.page + 1, t('pages.next'))}
    </ul>
  </nav>`;
}

/** A column's head that sorts by a link, so that it works without scripts. */
export function sortHead(
  label: string,
  column: string,
  at: { path: string; query: Record<string, string>; sort: string; descending: boolean },
  numeric = false,
): Html {
  const current = at.sort === column;
  const order = current ? (at.descending ? 'descending' : 'ascending') : 'none';
  const href = withQuery(at.path, at.query, {
    sorter: column,
    retning: current && at.descending ? 'opp' : 'ned',
    side: undefined,
  });
  return html`<th scope="col" ${attributes({ class: numeric ? 'num' : undefined, 'aria-sort': order })}>
    <a class="sort" href="${href}">${label}</a>
  </th>`;
}

/** A page number from the address, at least 1 and not absurd. */
export function pageNumber(text: string | undefined): number {
  const page = Number(text ?? '1');
  return Number.isSafeInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
}

/** A number of something in the database, from an address or a form; undefined when it is none. */
export function rowNumber(text: string | undefined): number | undefined {
  const number = Number(text);
  return text !== undefined && /^\d{1,10}$/.test(text) && number > 0 && number < 2 ** 31 ? number : undefined;
}
