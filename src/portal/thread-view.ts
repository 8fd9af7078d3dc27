/** A conversation as a page shows it, with its answer form. */
import { html, type Html } from './html.ts';
import type { Message, Thread } from './messages.ts';
import { field, icon, panel, postForm, tag } from './parts.ts';
import type { SignedInVisit } from './visit.ts';

/** Whose turn it is, in a word. */
export function threadState(visit: SignedInVisit, thread: Thread): Html {
  const { t } = visit;
  if (thread.ended_at) return html`<span class="says idle">${icon('tick')}<span>${t('message.done')}</span></span>`;
  if (thread.waits_for === 'client') return tag('warning', 'mail', t('message.waitsYou'));
  return html`<span class="says idle">${icon('clock')}<span>${t('message.waitsUs')}</span></span>`;
}

/** Messages in order, and while it is open the forms to answer and to end. */
export function threadPanel(visit: SignedInVisit, thread: Thread, messages: Message[], canAct: boolean): Html {
  const { t, format } = visit;
  const lines = messages.map(
    (message) => html`<li${message.from_collector && html` class="theirs"`}>
    <p class="meta"><b>${message.from_collector ? t('message.collector') : message.author}</b> · ${format.moment(message.at)}</p>
    <p class="body">${message.body}</p></li>`,
  );
  const act = `/meldinger/${thread.id}`;
  const forms = html`<footer>
    ${postForm(
      { action: `${act}/svar`, token: visit.formToken, class: 'reply' },
      html` ${field(t, { id: `svar-${thread.id}`, name: 'tekst', label: t('message.replyTo', { subject: thread.subject }), rows: 3, need: 'must' })}
        <p class="acts"><button class="ds-button sm" type="submit">${icon('mail')} ${t('message.reply')}</button></p>`,
    )}
    ${postForm({ action: `${act}/avslutt`, token: visit.formToken }, html`<button class="ds-button sm" data-variant="tertiary" type="submit">${t('message.end')}</button>`)}
  </footer>`;
  const ended =
    thread.ended_at &&
    html`<footer>
      <span>${t('message.ended', { time: format.time(thread.ended_at), who: thread.ended_by ?? '' })}</span>
    </footer>`;
  return panel(
    `samtale-${thread.id}`,
    thread.subject,
    html`<ol class="thread pad">
        ${lines}
      </ol>
      ${ended ?? (canAct ? forms : undefined)}`,
    threadState(visit, thread),
  );
}
