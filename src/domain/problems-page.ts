/** The problem catalogue as a page of Markdown, for `docs/problems.md`. */
import type { ProblemEntry } from './problems/entry.ts';
import { problems } from './problems.ts';
import type { Tier } from './row.ts';

const tiers: Record<Tier, { nb: string; en: string }> = {
  file: { nb: 'Fil', en: 'File' },
  columns: { nb: 'Kolonner og linjer', en: 'Columns and lines' },
  value: { nb: 'Verdi', en: 'Value' },
  row: { nb: 'Rad', en: 'Row' },
  between: { nb: 'Mellom rader', en: 'Between rows' },
  books: { nb: 'Mot registeret', en: 'Against the books' },
};

/** A placeholder as a reader sees it: ‹value›, so that no Markdown tool takes it for markup. */
function plain(text: string): string {
  return text.replace(/\{([A-Za-z]+)\}/g, '‹$1›').replaceAll('|', '\\|');
}

function section(code: string, entry: ProblemEntry): string {
  const severity = entry.severity === 'error' ? 'feil / error' : 'advarsel / warning';
  return [
    `### \`${code}\``,
    '',
    `**${entry.title.nb}** / **${entry.title.en}** – ${severity}`,
    '',
    `- ${plain(entry.sentence.nb)} → ${plain(entry.cure.nb)}`,
    `- ${plain(entry.sentence.en)} → ${plain(entry.cure.en)}`,
    '',
  ].join('\n');
}

/** The whole page: tiers in their order (a finding of a higher tier silences those it causes), codes by name. */
export function problemsPage(): string {
  const entries = Object.entries(problems).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    '# Problems',
    '',
    'Every finding that a file or a row can have: its code, title, sentence and cure in bokmål and English. Written by',
    '`npm run -s kreditorflyt -- docs` from the catalogue in `src/domain/problems/`; change it there.',
    '',
    'Tiers stand in their order: a finding of a higher tier silences those it causes. An error rejects its row (or refuses',
    'the file); a warning lets it through. Words in ‹› are filled in from the finding.',
    '',
  ];
  for (const [tier, title] of Object.entries(tiers)) {
    const own = entries.filter(([, entry]) => entry.tier === tier);
    parts.push(`## ${title.en} (${title.nb.toLowerCase()})`, '', ...own.map(([code, entry]) => section(code, entry)));
  }
  return `${parts.join('\n').trimEnd()}\n`;
}
