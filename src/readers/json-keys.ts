/** The keys at the top of a JSON text, found without parsing the rest. */

/** Keys of the outermost object, or of the first object of an array or of NDJSON; undefined for what is not JSON. */
export function jsonKeys(text: string): string[] | undefined {
  const start = /^\s*(?:\[\s*)?\{/.exec(text);
  if (!start) return /^\s*\[\s*\]\s*$/.test(text) ? [] : undefined;
  const keys: string[] = [];
  let depth = 1;
  let at = start[0].length;
  let wantsKey = true;
  while (at < text.length && depth > 0) {
    const letter = text[at]!;
    if (letter === '"') {
      let end = at + 1;
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      if (depth === 1 && wantsKey) {
        keys.push(text.slice(at + 1, end));
        wantsKey = false;
      }
      at = end;
    } else if (letter === '{' || letter === '[') depth++;
    else if (letter === '}' || letter === ']') depth--;
    else if (letter === ',' && depth === 1) wantsKey = true;
    at++;
  }
  return keys;
}
