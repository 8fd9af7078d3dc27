/** Reads TypeScript as text, far enough for the architecture test: what is imported, and the code without comments and texts. */

/** A text in the source: its content, and for a template literal the tag before it (`html` in html`…`). */
export interface Literal {
  content: string;
  template: boolean;
  tag: string;
}

/** A source whose comments are gone and whose texts stand as `"§0"`, `"§1"` …, the numbers of `literals`. */
export interface Scan {
  code: string;
  literals: Literal[];
}

// After these a slash begins a regular expression, else it divides.
const beforeRegex =
  /(?:^|[=(,:;[!&|?{}+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|throw|new|do|else|await|yield))\s*$/;

/** Scans a source. Texts inside `${…}` of a template become literals of their own, and the code there stays code. */
export function scan(source: string): Scan {
  const literals: Literal[] = [];
  const code: string[] = [];
  let at = 0;

  function keep(content: string, template: boolean, tag = ''): void {
    literals.push({ content, template, tag });
    code.push(`"§${literals.length - 1}"`);
  }

  function quoted(quote: string): void {
    const start = (at += 1);
    while (at < source.length && source[at] !== quote && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1;
    keep(source.slice(start, at), false);
    at += 1;
  }

  function regex(): void {
    at += 1;
    for (let inClass = false; at < source.length && source[at] !== '\n' && (inClass || source[at] !== '/'); at += 1) {
      if (source[at] === '\\') at += 1;
      else if (source[at] === '[') inClass = true;
      else if (source[at] === ']') inClass = false;
    }
    at += 1;
    code.push('/§/');
  }

  function template(): void {
    const tag = /([\w$]+)\s*$/.exec(code.slice(-40).join(''))?.[1] ?? '';
    let text = '';
    let start = (at += 1);
    const inner: string[] = [];
    while (at < source.length && source[at] !== '`') {
      if (source[at] === '\\') at += 2;
      else if (source[at] === '$' && source[at + 1] === '{') {
        text += `${source.slice(start, at)} `;
        at += 2;
        const outside = code.splice(0);
        main('}');
        inner.push(code.splice(0).join(''));
        code.push(...outside);
        start = at += 1;
      } else at += 1;
    }
    keep(text + source.slice(start, at), true, tag);
    at += 1;
    for (const expression of inner) code.push(`(${expression})`);
  }

  /** Runs to the end, or to the brace that closes the one before the start. */
  function main(end: '' | '}'): void {
    let depth = 0;
    while (at < source.length) {
      const char = source[at] ?? '';
      const next = source[at + 1];
      if (end === '}' && char === '}' && depth === 0) return;
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      if (char === '/' && next === '/') at = endOf(source, '\n', at);
      else if (char === '/' && next === '*') at = endOf(source, '*/', at) + 2;
      else if (char === "'" || char === '"') quoted(char);
      else if (char === '`') template();
      else if (char === '/' && beforeRegex.test(code.slice(-60).join(''))) regex();
      else {
        code.push(char);
        at += 1;
      }
    }
  }

  main('');
  return { code: code.join(''), literals };
}

/** What a source imports or requires: each specifier as written; `computed` when one is what only running it can tell. */
export function importsOf({ code, literals }: Scan): { specifiers: string[]; computed: boolean } {
  const found = code.matchAll(/\b(?:from|import|require)\s*\(?\s*"§(\d+)"|\)\s*\(\s*"§(\d+)"\s*\)/g);
  const specifiers = [...found].map((match) => literals[Number(match[1] ?? match[2])]?.content ?? '');
  const computed = /\b(?:import|require)\s*\(\s*(?!"§\d+"\s*[),])/.test(code);
  return { specifiers, computed };
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found;
}
