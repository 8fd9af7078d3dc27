/** Inkasso › Ny sak: a case typed by a person, judged as a file's row is, put into a journal to be approved. */
import { agreementOf, type StoredAgreement } from '../../../domain/agreement.ts';
import { describe } from '../../../domain/problems.ts';
import type { Problem } from '../../../domain/row.ts';
import { recordReading } from '../../access-log.ts';
import { formOfInvoice } from '../../case-from-invoice.ts';
import { readInvoice } from '../../invoices-found.ts';
import { counts, fieldOf, formOf, judgeCaseForm, most, without } from '../../case-form.ts';
import { caseSheets, type FormState } from '../../case-form-view.ts';
import { dropDraft, readDraft, saveDraft } from '../../drafts.ts';
import { html, type Html } from '../../html.ts';
import { pageHead } from '../../layout.ts';
import { beginJournal, findJournals, readJournal, readLines, writeRow, type Journal } from '../../manual-journal.ts';
import { errorSummary, field, icon, panel, postForm, rowNumber } from '../../parts.ts';
import { creditorSide, type Answer, type Route, type SignedInVisit } from '../../visit.ts';
import { clientMeant } from '../klientvalg.ts';

const path = '/inkasso/ny-sak';

interface Shown extends FormState {
  /** Findings in the order of the form. */
  summary: { id: string; text: string }[];
  savedAt?: Date | undefined;
  /** The invoice that filled the form in. */
  fromInvoice?: string;
}

function approverClients(visit: SignedInVisit) {
  return visit.clients.filter((client) => client.role === 'approver');
}

function journalSheet(visit: SignedInVisit, shown: Shown, open: Journal[]): Html {
  const { t } = visit;
  const { form, errors } = shown;
  const one = visit.chosen.length === 1 ? visit.chosen[0] : undefined;
  const options = [
    ['', t('newCase.journalNew')] as const,
    ...open.map(
      (journal) =>
        [
          String(journal.number),
          `${t('journals.name', { number: journal.number, client: journal.client_name, currency: journal.currency, kind: t('journals.kind.case') })}${journal.description === '' ? '' : ` – ${journal.description}`}`,
        ] as const,
    ),
  ];
  return panel(
    's1',
    t('newCase.s1'),
    html`<div class="pad fields">
    ${field(t, { id: 'klient', name: 'klient', label: t('client.word'), need: 'must', list: 'klienter', wide: 2, autocomplete: 'off', value: form['klient'] ?? (one ? `${one.number} ${one.name}` : ''), error: errors.get('klient') })}
    ${field(t, { id: 'journal', name: 'journal', label: t('newCase.journal'), wide: 2, options, value: form['journal'], error: errors.get('journal') })}
    ${field(t, { id: 'reference', name: 'reference', label: t('case.reference'), need: 'must', wide: 2, value: form['reference'], error: errors.get('reference') })}
    ${field(t, { id: 'beskrivelse', name: 'beskrivelse', label: t('newCase.description'), wide: 2, value: form['beskrivelse'] })}
  </div>`,
  );
}

/** The first button is what Enter in a field presses: it puts the case in the journal, as the visible one does. */
async function screen(visit: SignedInVisit, shown: Shown, status = 200): Promise<Answer> {
  const { t, format } = visit;
  if (approverClients(visit).length === 0) {
    return {
      page: {
        title: t('newCase.title'),
        main: html`${pageHead(t('newCase.title'))}${panel('ingen', t('newCase.title'), html`<div class="empty"><b>${t('newCase.noClient')}</b></div>`)}`,
      },
    };
  }
  const open = await visit.ask((sql) =>
    findJournals(sql, {
      clients: visit.chosen.map((client) => client.number),
      all: false,
      kind: 'case',
      manual: true,
      limit: 50,
      offset: 0,
    }),
  );
  const failed = shown.summary.length > 0;
  const editing = shown.form['rad'] !== undefined && shown.form['rad'] !== '';
  const main = html`${pageHead(t('newCase.title'), html`${t('newCase.lede')} <span class="small">${t('newCase.needs')}</span>`, shown.savedAt && html`<p class="small muted">${icon('tick')} ${t('newCase.draft', { time: format.moment(shown.savedAt) })}</p>`)}
    ${postForm(
      { action: path, token: visit.formToken, class: 'stack', id: 'ny-sak' },
      html`
      <button class="ds-sr-only" type="submit" name="gjor" value="legg-til" tabindex="-1" aria-hidden="true"></button>
      ${shown.fromInvoice !== undefined && html`<div class="ds-alert" data-color="info" role="status"><p>${t('invoice.prefilled', { number: shown.fromInvoice })}</p></div>`}
      ${failed && errorSummary(t, shown.summary)}
      ${shown.form['currency'] && html`<input type="hidden" name="currency" value="${shown.form['currency']}">`}
      ${editing && html`<input type="hidden" name="rad" value="${shown.form['rad']}"><input type="hidden" name="versjon" value="${shown.form['versjon']}">`}
      ${journalSheet(visit, shown, open)}
      ${caseSheets(visit, shown)}
      <div class="next"><span class="acts"><button class="ds-button" type="submit" name="gjor" value="legg-til">${icon('tick')} ${t('newCase.add')}</button>
        ${!editing && html`<button class="ds-button" data-variant="secondary" type="submit" name="gjor" value="legg-til-ny">${icon('plus')} ${t('newCase.addAndNext')}</button>`}</span>
        <span class="acts"><button class="ds-button sm" data-variant="tertiary" type="submit" name="gjor" value="kladd" formnovalidate>${t('newCase.saveDraft')}</button>
        <button class="ds-button sm" data-variant="tertiary" type="submit" name="gjor" value="forkast" formnovalidate>${t('newCase.dropDraft')}</button></span></div>`,
    )}`;
  return {
    ...(failed ? { status: 422 } : { status }),
    page: { title: failed ? `${t('word.error')} ${t('newCase.title')}` : t('newCase.title'), main },
  };
}

async function open(visit: SignedInVisit): Promise<Answer> {
  const journalNumber = rowNumber(visit.query['journal']);
  const row = rowNumber(visit.query['rad']);
  const none = { errors: new Map<string, string>(), summary: [] };
  if (journalNumber !== undefined) {
    const found = await visit.ask(async (sql) => {
      const journal = await readJournal(sql, journalNumber);
      const [line] = row === undefined ? [] : await readLines(sql, journalNumber, 1, row - 1);
      if (line && journal)
        await recordReading(sql, visit, { what: 'journal.read', client: journal.client, journal: journalNumber });
      return { journal, line };
    });
    const { journal, line } = found;
    if (!journal || journal.kind !== 'case' || journal.drop_id !== null) return { missing: true };
    const base = { klient: `${journal.client} ${journal.client_name}`, journal: String(journal.number) };
    if (row === undefined) return screen(visit, { form: base, ...none });
    if (!line || line.row !== row) return { missing: true };
    return screen(visit, {
      form: { ...formOf(line.raw, visit.format), ...base, rad: String(row), versjon: String(journal.version) },
      ...none,
    });
  }
  const invoiceId = rowNumber(visit.query['faktura']);
  if (invoiceId !== undefined) {
    const invoice = await visit.ask(async (sql) => {
      const found = await readInvoice(sql, invoiceId);
      // The form shows the whole national id, as the one who is to send it must see it.
      if (found) await recordReading(sql, visit, { what: 'nationalId.shown', client: found.client, invoice: found.id });
      return found;
    });
    if (!invoice || invoice.state !== 'open' || invoice.kind !== 'invoice') return { missing: true };
    return screen(visit, { form: formOfInvoice(invoice, visit.format), ...none, fromInvoice: invoice.invoice });
  }
  const draft = await visit.ask((sql) => readDraft(sql, path));
  return screen(visit, { form: draft?.form ?? {}, ...none, savedAt: draft?.savedAt });
}

/** A finding told by the field's own word: a form has no columns. */
function withoutColumn(problem: Problem): Problem {
  const { column: _column, ...rest } = problem;
  return rest;
}

/** The form with one more, or one less, debtor or claim. */
function reshaped(form: Record<string, string>, act: string): Record<string, string> | undefined {
  const count = counts(form);
  const removal = /^fjern (debtors|claims)\[(\d+)\]$/.exec(act);
  if (removal) return without(form, removal[1] === 'debtors' ? 'debtors' : 'claims', Number(removal[2]));
  if (act === 'ny-skyldner') return { ...form, debtors: String(Math.min(count.debtors + 1, most.debtors)) };
  if (act === 'nytt-krav' || act === 'kreditfaktura') {
    const next = { ...form, claims: String(Math.min(count.claims + 1, most.claims)) };
    return act === 'kreditfaktura' ? { ...next, [`claims[${count.claims}].kind`]: 'creditNote' } : next;
  }
  return undefined;
}

async function post(visit: SignedInVisit): Promise<Answer> {
  const { t, language } = visit;
  const { token: _token, gjor: act = '', ...form } = visit.form;
  const none = { errors: new Map<string, string>(), summary: [] };
  if (act === 'forkast') {
    await visit.ask((sql) => dropDraft(sql, path));
    return { redirect: path };
  }
  const editing = rowNumber(form['rad']);
  if (editing === undefined) await visit.ask((sql) => saveDraft(sql, path, form, visit.now));
  if (act === 'kladd') return screen(visit, { form, ...none, savedAt: visit.now });
  const other = reshaped(form, act);
  if (other) return screen(visit, { form: other, ...none, savedAt: editing === undefined ? visit.now : undefined });

  const client = clientMeant(approverClients(visit), form['klient'] ?? '');
  const journalNumber = rowNumber(form['journal']);
  const errors = new Map<string, string>();
  const summary: Shown['summary'] = [];
  const fail = (id: string, text: string) => {
    if (!errors.has(id)) errors.set(id, text);
    summary.push({ id, text });
  };
  if (client === undefined) fail('klient', t('sendFile.noClient'));
  const agreement =
    client === undefined
      ? undefined
      : await visit.ask(
          async (sql) =>
            (
              await sql.query<{ agreement: StoredAgreement }>('select agreement from client where number = $1', [
                client,
              ])
            ).rows[0],
        );
  const row = judgeCaseForm(form, {
    today: visit.today,
    currencies: agreementOf(agreement?.agreement ?? {}).currencies,
  });
  for (const problem of row.problems) {
    if (problem.severity !== 'error') continue;
    const told = describe(withoutColumn(problem), language);
    fail(fieldOf(problem), `${told.message} ${told.cure}`);
  }
  if (errors.size > 0 || client === undefined) return screen(visit, { form, errors, summary });

  const written = { raw: row.raw, record: row.record, problems: row.problems };
  const outcome = await visit.ask(async (sql) => {
    let journal: Pick<Journal, 'number' | 'client' | 'kind'>;
    if (journalNumber === undefined) {
      journal = {
        number: await beginJournal(sql, visit, {
          client,
          kind: 'case',
          description: (form['beskrivelse'] ?? '').slice(0, 200),
        }),
        client,
        kind: 'case',
      };
    } else {
      await sql.query('select from journal where number = $1 for update', [journalNumber]);
      const found = await readJournal(sql, journalNumber);
      if (!found || found.client !== client || found.kind !== 'case' || found.drop_id !== null) return 'missing';
      if (found.state !== 'open' && found.state !== 'awaitingApproval') return 'state';
      if (editing !== undefined && String(found.version) !== form['versjon']) return 'changed';
      journal = found;
    }
    await writeRow(sql, journal, written, editing);
    if (editing === undefined) await dropDraft(sql, path);
    return journal.number;
  });
  if (typeof outcome === 'string') {
    const text = outcome === 'changed' ? t('journals.changed') : t('journals.notWaiting');
    return screen(visit, { form, errors: new Map([['journal', text]]), summary: [{ id: 'journal', text }] });
  }
  return { redirect: act === 'legg-til-ny' ? `${path}?journal=${outcome}` : `/journaler/${outcome}` };
}

export const routes: Route[] = [{ path, roles: creditorSide, get: open, post }];
