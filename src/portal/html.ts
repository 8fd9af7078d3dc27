/** The only place that makes markup. Everything put into a template is escaped unless it is itself markup made here. */

/** Markup that is safe to send. Only {@link html} makes it. */
export interface Html {
  readonly [markup]: string;
}

const markup = Symbol('markup');

/** What may stand in a template: text and numbers are escaped, lists are joined, `undefined`, `null` and `false` are nothing. */
export type Content = string | number | bigint | Html | undefined | null | false | readonly Content[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** A text with the characters that mean something in HTML replaced; safe between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character]!);
}

function write(content: Content): string {
  if (content === undefined || content === null || content === false) return '';
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number' || typeof content === 'bigint') return String(content);
  if (markup in content) return content[markup];
  return content.map(write).join('');
}

/** A tagged template that escapes what is put into it. Attribute values must be written in double quotes. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  let text = strings[0]!;
  contents.forEach((content, at) => {
    text += write(content) + strings[at + 1]!;
  });
  return { [markup]: text };
}

/** Attributes by name: a text is escaped, `true` is the bare name, `undefined` and `false` leave it out. */
export function attributes(values: Record<string, string | number | boolean | undefined>): Html {
  const text = Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => {
      if (!/^[a-z][a-z-]*$/.test(name)) throw new Error(`“${name}” is not an attribute's name`);
      return value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`;
    })
    .join('');
  return { [markup]: text };
}

/** The whole page as bytes to send. */
export function document(page: Html): string {
  return `<!doctype html>\n${page[markup]}\n`;
}
