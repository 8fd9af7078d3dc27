/** The page for what cannot be shown: what happened, and what to do. */
import { html } from './html.ts';
import { pageHead } from './layout.ts';
import type { Screen, Visit } from './visit.ts';

export type Trouble = 'missing' | 'forbidden' | 'stale' | 'tooMany' | 'tooLarge' | 'broken';

/** One page for each trouble; it never says whether something exists that the visitor may not see. */
export function problemScreen(visit: Visit, trouble: Trouble, reference?: string): Screen {
  const { t } = visit;
  const title = t(`trouble.${trouble}.title`);
  return {
    title,
    main: html`${pageHead(title)}
      <section class="panel">
        <div class="pad stack">
          <p>${t(`trouble.${trouble}.text`)}</p>
          ${reference && html`<p class="muted small">${t('trouble.reference', { reference })}</p>`}
          <p class="acts"><a class="ds-button" href="/hjem">${t('trouble.home')}</a></p>
        </div>
      </section>`,
  };
}
