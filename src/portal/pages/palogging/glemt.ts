/** Glemt passord: asks for a link by mail, and sets the new password with it. */
import { beginReset, finishReset, isResetOpen, resetLimits } from '../../../access/password-reset.ts';
import { html, type Content } from '../../html.ts';
import { textFor } from '../../locales/text.ts';
import { errorSummary, field, icon, postForm } from '../../parts.ts';
import type { Answer, Route, Visit } from '../../visit.ts';

const path = '/palogging/glemt';

function screen(visit: Visit, content: Content, status = 200): Answer {
  const { t } = visit;
  return {
    status,
    page: {
      title: status === 200 ? t('reset.title') : `${t('word.error')} ${t('reset.title')}`,
      main: html`<div class="entrance">
        <section class="panel" aria-labelledby="glemt">
          <header><h1 id="glemt">${t('reset.title')}</h1></header>
          <div class="pad stack">
            ${content}
            <p><a class="ds-link" href="/palogging">${t('code.back')}</a></p>
          </div>
        </section>
      </div>`,
    },
  };
}

function askForm(visit: Visit): Answer {
  const { t } = visit;
  return screen(
    visit,
    html`<p>${t('reset.text', { n: resetLimits.minutes })}</p>
      ${postForm(
        { action: path, token: visit.formToken, class: 'stack' },
        html`${field(t, { name: 'login', label: t('signIn.login'), need: 'must', autocomplete: 'username' })}
          <p class="acts"><button class="ds-button" type="submit">${icon('mail')} ${t('reset.ask')}</button></p>`,
      )}`,
  );
}

/** The answer is the same and comes as soon whoever is asked for: the mail goes out behind it. */
async function ask(visit: Visit): Promise<Answer> {
  const { t, house } = visit;
  const link = await beginReset(house, visit.form['login'] ?? '', visit.address);
  if (link) {
    const words = textFor(link.language);
    const text = words('reset.mail', {
      address: `${house.settings.address}${path}/${link.token}`,
      n: resetLimits.minutes,
    });
    house
      .sendMail({ to: link.email, subject: words('reset.subject'), text: `${text}\n` })
      .catch((error: unknown) => house.log.error({ err: error }, 'a link for a new password was not mailed'));
  }
  return screen(
    visit,
    html`<div class="ds-alert" data-color="info" role="status">
      <p>${t('reset.sent', { n: resetLimits.minutes, phone: house.settings.collector.phone })}</p>
    </div>`,
  );
}

async function setForm(visit: Visit, problems: { id: string; text: string }[] = []): Promise<Answer> {
  const { t } = visit;
  const token = visit.params['token'] ?? '';
  if (!(await isResetOpen(visit.house, token))) {
    const again = html`<div class="ds-alert" data-color="warning" role="alert"><p>${t('reset.closed')}</p></div>
      <p><a class="ds-link" href="${path}">${t('reset.again')}</a></p>`;
    return screen(visit, again, 410);
  }
  const errorOf = (id: string) => problems.find((problem) => problem.id === id)?.text;
  const form = postForm(
    { action: `${path}/${token}`, token: visit.formToken, class: 'stack' },
    html`${errorSummary(t, problems)}
      ${field(t, { id: 'nytt', name: 'password', type: 'password', label: t('reset.new'), need: 'must', autocomplete: 'new-password', error: errorOf('nytt') })}
      ${field(t, { id: 'gjenta', name: 'repeat', type: 'password', label: t('reset.repeat'), need: 'must', autocomplete: 'new-password', error: errorOf('gjenta') })}
      <p class="acts"><button class="ds-button" type="submit">${icon('lock')} ${t('reset.set')}</button></p>`,
  );
  return screen(visit, form, problems.length > 0 ? 422 : 200);
}

async function set(visit: Visit): Promise<Answer> {
  const { t, form } = visit;
  if (form['password'] !== form['repeat']) return setForm(visit, [{ id: 'gjenta', text: t('reset.unlike') }]);
  const outcome = await finishReset(visit.house, visit.params['token'] ?? '', form['password'] ?? '');
  if (outcome === 'closed') return setForm(visit);
  if (outcome !== 'done') return setForm(visit, [{ id: 'nytt', text: t(`password.${outcome}`) }]);
  return screen(visit, html`<div class="ds-alert" data-color="success" role="status"><p>${t('reset.done')}</p></div>`);
}

export const routes: Route[] = [
  { path, open: true, get: async (visit) => askForm(visit), post: ask },
  { path: `${path}/:token`, open: true, get: (visit) => setForm(visit), post: set },
];
