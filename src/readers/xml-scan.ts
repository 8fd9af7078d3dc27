/** XML text cut at the elements that are rows, so that a file of any size is read in little memory. */
import { Refusal } from '../domain/row.ts';

/** An element above the rows that is open. */
export interface OpenElement {
  name: string;
  /** Path from the root. */
  path: string;
  /** Its start tag and what it holds so far, without the rows and without open elements above rows inside it. */
  text: string;
  line: number;
}

export interface XmlEvents {
  /** A row's element, whole; `open` are the elements above it, the root first. */
  row(text: string, line: number, open: readonly OpenElement[]): void;
  /** An element above rows opens (`open` ends with it) or is about to close. */
  opened(open: readonly OpenElement[]): void;
  closing(open: readonly OpenElement[]): void;
}

export interface XmlScanner {
  push(text: string): void;
  end(): void;
  lines(): number;
}

/** Deeper than this is no document of ours. */
export const deepest = 64;

/** Characters of one row, or of what stands around the rows. */
export const longestElement = 16_777_216;

const startTag = /^<((?:[\p{L}_][\p{L}\p{N}_.-]*:)?([\p{L}_][\p{L}\p{N}_.-]*))(?=[\s/>])/u;
const endTag = /^<\/((?:[\p{L}_][\p{L}\p{N}_.-]*:)?[\p{L}_][\p{L}\p{N}_.-]*)\s*>$/u;

/** Scans XML; `rows` is the path of the rows from the root. Throws `Refusal`: `xml-doctype`, `xml-broken`, `xml-too-deep`, `element-too-large`. */
export function scanXml(rows: string, events: XmlEvents): XmlScanner {
  const target = rows.split('/');
  const names: string[] = [];
  const open: OpenElement[] = [];
  let rest = '';
  let line = 1;
  let record: { parts: string[]; length: number; line: number; depth: number } | undefined;
  let rootSeen = false;
  let onPath = 0;

  const broken = (what: string): Refusal => new Refusal('xml-broken', { what }, { line });
  const keep = (text: string): void => {
    if (record) {
      record.parts.push(text);
      record.length += text.length;
      if (record.length > longestElement)
        throw new Refusal('element-too-large', { limit: longestElement }, { line: record.line });
      return;
    }
    const top = open.at(-1);
    if (top) {
      if (text.trim() === '') return;
      top.text += text;
      if (top.text.length > longestElement)
        throw new Refusal('element-too-large', { limit: longestElement }, { line: top.line });
    } else if (text.trim() !== '')
      throw broken(rootSeen ? 'text after the root element' : 'text before the root element');
  };
  const countLines = (text: string): void => {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) line++;
  };

  const begin = (tag: string, name: string, local: string, closed: boolean): void => {
    if (names.length === 0 && rootSeen) throw broken('two root elements');
    rootSeen = true;
    names.push(name);
    if (names.length > deepest) throw new Refusal('xml-too-deep', { limit: deepest }, { line });
    if (!record && onPath === names.length - 1 && target[onPath] === local) {
      onPath++;
      if (onPath === target.length) record = { parts: [], length: 0, line, depth: names.length };
      else {
        open.push({ name, path: target.slice(0, onPath).join('/'), text: '', line });
        events.opened(open);
      }
    }
    keep(tag);
    if (closed) finish(name, '');
  };

  const finish = (name: string, tag: string): void => {
    const expected = names.at(-1);
    if (expected !== name)
      throw broken(
        expected === undefined ? `</${name}> closes nothing` : `</${name}> where </${expected}> should stand`,
      );
    if (record && record.depth === names.length) {
      keep(tag);
      const { parts, line: start } = record;
      record = undefined;
      onPath--;
      events.row(parts.join(''), start, open);
    } else if (!record && onPath === names.length && open.length > 0) {
      keep(tag);
      events.closing(open);
      open.pop();
      onPath--;
    } else keep(tag);
    names.pop();
  };

  /** Where the token that starts at `at` ends, or -1 while its end has not come. */
  const tokenEnd = (text: string, at: number): number => {
    const until = (mark: string, from: number): number => {
      const end = text.indexOf(mark, from);
      return end === -1 ? -1 : end + mark.length;
    };
    if (text.startsWith('<!--', at)) return until('-->', at + 4);
    if (text.startsWith('<![CDATA[', at)) return until(']]>', at + 9);
    if (text.startsWith('<?', at)) return until('?>', at + 2);
    if (text.startsWith('<!', at)) {
      if (text.length - at < 9 && '<![CDATA['.startsWith(text.slice(at, at + 9))) return -1;
      if (text.length - at < 4 && '<!--'.startsWith(text.slice(at, at + 4))) return -1;
      throw new Refusal('xml-doctype', {}, { line });
    }
    let quote = '';
    for (let i = at + 1; i < text.length; i++) {
      const letter = text[i]!;
      if (quote !== '') {
        if (letter === quote) quote = '';
      } else if (letter === '"' || letter === "'") quote = letter;
      else if (letter === '>') return i + 1;
      else if (letter === '<') throw broken('“<” within a tag');
    }
    return -1;
  };

  const scan = (text: string, ended: boolean): void => {
    let at = 0;
    while (at < text.length) {
      const next = text.indexOf('<', at);
      const plain = next === -1 ? text.slice(at) : text.slice(at, next);
      if (plain !== '') {
        keep(plain);
        countLines(plain);
      }
      if (next === -1) {
        at = text.length;
        break;
      }
      at = next;
      const end = tokenEnd(text, at);
      if (end === -1) {
        if (text.length - at > longestElement)
          throw new Refusal('element-too-large', { limit: longestElement }, { line });
        if (ended) throw broken('a tag that does not end');
        break;
      }
      const token = text.slice(at, end);
      take(token);
      countLines(token);
      at = end;
    }
    rest = text.slice(at);
  };

  const take = (token: string): void => {
    const second = token[1];
    if (second === '?') return;
    if (second === '!') {
      if (token.startsWith('<![')) keep(token);
      return;
    }
    if (second === '/') {
      const name = endTag.exec(token)?.[1];
      if (name === undefined) throw broken('an end tag without a name');
      finish(name, token);
      return;
    }
    const parts = startTag.exec(token);
    if (!parts) throw broken('a tag without a name');
    begin(token, parts[1]!, parts[2]!, token.endsWith('/>'));
  };

  return {
    push: (text) => scan(rest + text, false),
    end() {
      scan(rest, true);
      if (!rootSeen) throw broken('no element');
      if (names.length > 0) throw broken(`</${names.at(-1)}> is missing`);
    },
    lines: () => line,
  };
}
