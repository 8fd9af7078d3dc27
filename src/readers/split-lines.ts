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

/** Cuts text into lines; throws `Refusal` `line-too-long`. */
export function splitLines(): Lines {
  let rest = '';
  let next = 1;
  const cut = (text: string, ended: boolean): string[] => {
    const lines: string[] = [];
    let at = 0;
    let lf = text.indexOf('\n');
    let cr = text.indexOf('\r');
    while (at < text.length) {
      if (lf !== -1 && lf < at) lf = text.indexOf('\n', at);
      if (cr !== -1 && cr < at) cr = text.indexOf('\r', at);
      const end = cr === -1 ? lf : lf === -1 ? cr : Math.min(lf, cr);
      if (end === -1 || (end === cr && end + 1 === text.length && !ended)) break;
      refuseLong(end - at, next);
      lines.push(text.slice(at, end));
      next++;
      at = end === cr && lf === cr + 1 ? end + 2 : end + 1;
    }
    rest = text.slice(at);
    refuseLong(rest.length, next);
    return lines;
  };
  return {
    push: (text) => cut(rest + text, false),
    end() {
      const lines = cut(rest, true);
      if (rest !== '') {
        lines.push(rest);
        next++;
        rest = '';
      }
      return lines;
    },
    next: () => next,
  };
}

function refuseLong(length: number, line: number): void {
  if (length > longestLine) throw new Refusal('line-too-long', { limit: longestLine }, { line });
}
