/** The first element of an XML text, found without parsing the rest. */
import { Refusal } from '../domain/row.ts';

/** Name without prefix, and namespace, of the root element; undefined for what is not XML. Throws `Refusal` `xml-doctype`. */
export function xmlRoot(text: string): { name: string; namespace: string } | undefined {
  const rest = text.trimStart();
  if (!rest.startsWith('<')) return undefined;
  let at = 0;
  for (;;) {
    const open = rest.indexOf('<', at);
    if (open === -1) return undefined;
    if (rest.startsWith('<?', open)) at = rest.indexOf('?>', open);
    else if (rest.startsWith('<!--', open)) at = rest.indexOf('-->', open);
    else if (/^<!doctype/i.test(rest.slice(open, open + 9))) {
      throw new Refusal('xml-doctype', {}, { line: rest.slice(0, open).split('\n').length });
    } else {
      const close = rest.indexOf('>', open);
      const tag = /^<(?:([\w.-]+):)?([\w.-]+)([^]*)$/.exec(rest.slice(open, close === -1 ? undefined : close));
      if (!tag) return undefined;
      const [, prefix, name = '', attributes = ''] = tag;
      const declared = new RegExp(
        `\\sxmlns${prefix === undefined ? '' : `:${prefix.replaceAll('.', '\\.')}`}\\s*=\\s*["']([^"']*)["']`,
      );
      return { name, namespace: declared.exec(attributes)?.[1] ?? '' };
    }
    if (at === -1) return undefined;
  }
}
