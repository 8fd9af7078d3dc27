/** Objects with the same keys made fast: engines keep them as records, not as dictionaries. */

/** Most combinations of present keys that are remembered. */
const mostShapes = 512;

/**
 * Makes objects that have `keys` in order, without those whose value is undefined. Assigning a dozen keys one by one
 * makes a dictionary, which costs three times as much to build and to write as JSON.
 */
export function shaper<T>(keys: readonly string[]): (values: readonly (T | undefined)[]) => Record<string, T> {
  const templates = new Map<string | number, Record<string, T>>();
  const count = keys.length;
  return (values) => {
    const pattern = count <= 50 ? numberOf(values, count) : textOf(values, count);
    let template = templates.get(pattern);
    if (template === undefined) {
      const made: Record<string, T> = Object.create(null);
      for (let i = 0; i < count; i++) if (values[i] !== undefined) made[keys[i]!] = values[i]!;
      if (templates.size >= mostShapes) return { ...made };
      template = asRecord(made);
      templates.set(pattern, template);
    }
    const object = { ...template };
    for (let i = 0; i < count; i++) {
      const value = values[i];
      if (value !== undefined) object[keys[i]!] = value;
    }
    return object;
  };
}

/** A copy that the engine keeps as a record, `__proto__` and all. */
function asRecord<T>(made: Record<string, T>): Record<string, T> {
  const text = JSON.stringify(made, (key, value: unknown) => (key === '' ? value : 0));
  const copy: Record<string, T> = JSON.parse(text);
  return copy;
}

function numberOf(values: readonly unknown[], count: number): number {
  let low = 0;
  let high = 0;
  for (let i = 0; i < count; i++) {
    if (values[i] === undefined) continue;
    if (i < 30) low |= 1 << i;
    else high |= 1 << (i - 30);
  }
  return high * 1_073_741_824 + low;
}

function textOf(values: readonly unknown[], count: number): string {
  let pattern = '';
  for (let i = 0; i < count; i++) pattern += values[i] === undefined ? '0' : '1';
  return pattern;
}
