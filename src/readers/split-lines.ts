/** Text to physical lines, whatever ends them: CR LF, LF, CR, mixed. */
import { Refusal } from '../domain/row.ts';

export interface Lines {
  /** Lines that are whole by now, without their ends. */
  push(text: string): string[];
  end(): string[];
  /** The number of the next line to come, from 1. */
  next(): number;
}

/** A line of more characters than this is no line of any format. */
export const longestLine = 1_048_576;

/** Text whose line has not ended: pieces are joined only when a line end comes, so that a long line costs no more. */
export function unfinished() {
  let parts: string[] = [];
  let length = 0;
  let line = 1;
  return {
    /** Keeps a piece that ends no line; false when the piece must be looked at. Throws `Refusal` `line-too-long`. */
    isOnlyMore(text: string): boolean {
      if (parts.at(-1)?.endsWith('\r') || text.includes('\n') || text.includes('\r')) return false;
      parts.push(text);
      length += text.length;
      refuseLong(length, line);
      return true;
    },
    /** Everything kept, and `text`. */
    taken(text: string): string {
      const all = parts.length === 0 ? text : parts.join('') + text;
      parts = [];
      length = 0;
      return all;
    },
    /** Keeps what begins line `next`. */
    keep(text: string, next: number): void {
      parts = text === '' ? [] : [text];
      length = text.length;
      line = next;
    },
  };
}

/** Cuts text into lines; throws `Refusal` `line-too-long`. */
export function splitLines(): Lines {
  const pieces = unfinished();
  let next = 1;
  const cut = (text: string, ended: boolean): string[] => {
    const lines: string[] = [];
    let at = 0;
    let lf = text.indexOf('\n');
    let cr = text.indexOf('\r');
    while (at < text.length) {
      if (lf !== -1 && lf < at) lf = text.indexOf('\n', at);
      if (cr !== -1 && cr < at) cr = text.indexOf('\r', at);
      let end = cr === -1 ? lf : lf === -1 ? cr : Math.min(lf, cr);
      if (end === -1 || (end === cr && end + 1 === text.length && !ended)) {
        if (!ended) break;
        if (end === -1) end = text.length;
      }
      refuseLong(end - at, next);
      lines.push(text.slice(at, end));
      next++;
      at = end === cr && lf === cr + 1 ? end + 2 : end + 1;
    }
    pieces.keep(text.slice(at), next);
    return lines;
  };
  return {
    push: (text) => (pieces.isOnlyMore(text) ? [] : cut(pieces.taken(text), false)),
    end: () => cut(pieces.taken(''), true),
    next: () => next,
  };
}

function refuseLong(length: number, line: number): void {
  if (length > longestLine) throw new Refusal('line-too-long', { limit: longestLine }, { line });
}
