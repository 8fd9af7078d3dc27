/** What became of a file, in a word and a sentence. */
import { describe } from '../domain/problems.ts';
import type { Problem } from '../domain/row.ts';
import type { Format } from './format.ts';
import type { Language, Text } from './locales/text.ts';
import type { Tone } from './parts.ts';

/** A file as the list shows it. Amounts are øre as text by currency. */
export interface SentFile {
  id: number;
  client: number;
  client_name: string;
  door: 'sftp' | 'pull' | 'folder' | 'web' | 'api' | 'reply';
  name: string;
  size: bigint;
  sha256: string;
  received_at: Date;
  received_by: string;
  sender: string | null;
  state:
    | 'received'
    | 'reading'
    | 'journaled'
    | 'waiting'
    | 'posted'
    | 'refused'
    | 'duplicate'
    | 'stuck'
    | 'withdrawn'
    | 'attachment';
  first: number | null;
  first_name: string | null;
  format: string | null;
  kind: string | null;
  journal: number | null;
  rows: number;
  accepted: number;
  rejected: number;
  warnings: number;
  totals: Record<string, string>;
  refusal: Problem | null;
}

/** A state in words. `strong` is the part of the sentence that comes first. */
export interface Outcome {
  tone: Tone;
  icon: string;
  word: string;
  strong?: string;
  sentence: string;
}

/** True while a file's state will change by itself. */
export function isUnderWay(file: Pick<SentFile, 'state'>): boolean {
  return file.state === 'received' || file.state === 'reading' || file.state === 'journaled';
}

/** The sums of a file, each with its currency: `48 250,00 NOK`. */
export function sums(totals: Record<string, string>, format: Format): string {
  const parts = Object.entries(totals).map(([currency, ore]) => `${format.money(BigInt(ore))} ${currency}`);
  return parts.length === 0 ? format.money(0n) : parts.join(' + ');
}

/** What became of a file. `place` is its place in the queue, counted from 1. */
export function outcomeOf(
  file: SentFile,
  given: { t: Text; format: Format; language: Language; place: number },
): Outcome {
  const { t, format } = given;
  const figures = {
    rows: format.count(file.rows),
    accepted: format.count(file.accepted),
    rejected: format.count(file.rejected),
    sum: sums(file.totals, format),
    journal: file.journal ?? '–',
  };
  switch (file.state) {
    case 'received':
      return {
        tone: 'info',
        icon: 'clock',
        word: t('drop.tag.received'),
        sentence: t('drop.says.received', { n: given.place }),
      };
    case 'reading':
      return { tone: 'info', icon: 'run', word: t('drop.tag.reading'), sentence: t('drop.says.reading') };
    case 'journaled':
      return { tone: 'info', icon: 'run', word: t('drop.tag.journaled'), sentence: t('drop.says.journaled', figures) };
    case 'waiting':
      if (file.kind === 'attachment')
        return { tone: 'warning', icon: 'list', word: t('paper.waiting'), sentence: t('paper.waitingText') };
      return { tone: 'warning', icon: 'list', word: t('drop.tag.waiting'), sentence: t('drop.says.waiting', figures) };
    case 'posted':
      if (file.rejected === 0) {
        const sentence = file.rows === 1 ? t('drop.says.postedOne', figures) : t('drop.says.posted', figures);
        return { tone: 'success', icon: 'ok', word: t('drop.tag.posted'), sentence };
      }
      return {
        tone: 'warning',
        icon: 'warn',
        word: t('drop.tag.needsYou'),
        ...(file.accepted === 0 ? {} : { strong: t('drop.says.needsYou', figures) }),
        sentence: file.accepted === 0 ? t('drop.says.none', figures) : t('drop.says.needsYouSum', figures),
      };
    case 'refused': {
      const told = file.refusal ? describe(file.refusal, given.language) : undefined;
      return {
        tone: 'danger',
        icon: 'stop',
        word: t('drop.tag.refused'),
        strong: t('drop.noRows'),
        sentence: told ? `${told.message} ${told.cure}` : '',
      };
    }
    case 'duplicate':
      return {
        tone: 'neutral',
        icon: 'copy',
        word: t('drop.tag.duplicate'),
        sentence: t('drop.says.duplicate', { file: file.first_name ?? '', receipt: file.first ?? '' }),
      };
    case 'stuck':
      return { tone: 'warning', icon: 'halt', word: t('drop.tag.stuck'), sentence: t('drop.says.stuck') };
    case 'withdrawn':
      return { tone: 'neutral', icon: 'back', word: t('drop.tag.withdrawn'), sentence: t('drop.says.withdrawn') };
    default:
      return { tone: 'success', icon: 'ok', word: t('drop.tag.attachment'), sentence: t('drop.says.attachment') };
  }
}
