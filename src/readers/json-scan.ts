/** JSON text cut at the values that are rows, so that a file of any size is read in little memory. */
import { Refusal } from '../domain/row.ts';

export interface JsonScanner {
  push(text: string): void;
  end(): void;
  lines(): number;
  /** What stands around the rows, with an empty list where they stood; empty for NDJSON and bare lists. */
  around(): string;
  /** True when the place of the rows was there. */
  found(): boolean;
}

/** Deeper than this is no document of ours. */
const deepest = 64;

/** Characters of one row, or of what stands around the rows. */
const longestValue = 16_777_216;

/**
 * Scans JSON. `path` are the keys that lead from the root to the list of rows; none when the root is the list or each
 * line is a row (NDJSON). Throws `Refusal`: `json-broken`, `json-too-deep`, `element-too-large`.
 */
export function scanJson(path: readonly string[], row: (text: string, line: number) => void): JsonScanner {
  const stack: ('{' | '[')[] = [];
  const keys: string[] = [];
  let around = '';
  let record: { parts: string[]; length: number; line: number; depth: number } | undefined;
  let inString = false;
  let escaped = false;
  let key = '';
  let keyDone = false;
  let line = 1;
  let rowsDepth = path.length === 0 ? 0 : -1;
  let found = path.length === 0;
  let started = false;

  const broken = (): Refusal => new Refusal('json-broken', {}, { line });
  const keep = (text: string): void => {
    if (record) {
      record.parts.push(text);
      record.length += text.length;
      if (record.length > longestValue)
        throw new Refusal('element-too-large', { limit: longestValue }, { line: record.line });
    } else if (path.length > 0) {
      around += text;
      if (around.length > longestValue) throw new Refusal('element-too-large', { limit: longestValue }, { line });
    }
  };
  const isTarget = (): boolean =>
    stack.length === path.length && path.every((name, index) => stack[index] === '{' && keys[index] === name);

  const scan = (text: string): void => {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const letter = text[at]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (letter === '\\') escaped = true;
        else if (letter === '"') {
          inString = false;
          keyDone = true;
        } else if (letter === '\n') throw broken();
        if (inString && record === undefined && key.length < 200) key += letter;
        continue;
      }
      switch (letter) {
        case '\n':
          line++;
          break;
        case '"':
          inString = true;
          key = '';
          if (stack.length === rowsDepth && !record) throw broken();
          break;
        case ':':
          if (!keyDone || stack.at(-1) !== '{') throw broken();
          if (!record) keys[stack.length - 1] = key;
          break;
        case '{':
        case '[':
          if (path.length === 0 && rowsDepth === -2) throw broken();
          if (rowsDepth === 0 && stack.length === 0 && letter === '[') {
            if (started) throw broken();
            rowsDepth = 1;
            stack.push('[');
            from = at + 1;
            started = true;
            break;
          }
          if (!record && stack.length === rowsDepth && rowsDepth >= 0) {
            if (letter === '[') throw broken();
            if (path.length > 0) keep(text.slice(from, at).replace(/[\s,]+/g, ''));
            from = at;
            record = { parts: [], length: 0, line, depth: stack.length };
            started = true;
          } else if (letter === '[' && rowsDepth === -1 && isTarget()) {
            rowsDepth = stack.length + 1;
            found = true;
            keep(text.slice(from, at + 1));
            from = at + 1;
          }
          stack.push(letter);
          if (stack.length > deepest) throw new Refusal('json-too-deep', { limit: deepest }, { line });
          break;
        case '}':
        case ']': {
          const open = stack.pop();
          if (open !== (letter === '}' ? '{' : '[')) throw broken();
          if (record && record.depth === stack.length) {
            keep(text.slice(from, at + 1));
            from = at + 1;
            const { parts, line: start } = record;
            record = undefined;
            row(parts.join(''), start);
          } else if (!record && rowsDepth > stack.length && rowsDepth > 0) {
            if (path.length === 0) {
              from = at + 1;
              rowsDepth = -2;
            } else {
              keep(text.slice(from, at).replace(/[\s,]+/g, ''));
              from = at;
              rowsDepth = -2;
            }
          }
          break;
        }
        default:
          if (!record && stack.length === rowsDepth && !/[\s,]/.test(letter)) throw broken();
          if (path.length === 0 && rowsDepth === -2 && !/\s/.test(letter)) throw broken();
      }
    }
    if (!record && stack.length === rowsDepth && rowsDepth >= 0) keep(text.slice(from).replace(/[\s,]+/g, ''));
    else keep(text.slice(from));
  };

  return {
    push: scan,
    end() {
      if (stack.length > 0 || inString) throw broken();
    },
    lines: () => line,
    around: () => around,
    found: () => found,
  };
}
