/** Values in a tree (a parsed element or JSON object), found by a short path language. */

/** A node, and the one that it stands in. */
export interface Tree {
  value: unknown;
  above?: Tree;
}

/** Finds the nodes at a path below (or above) a node. */
export type Select = (tree: Tree) => Tree[];

interface Step {
  name: string;
  test?: { select: Select; text: string };
}

/**
 * Compiles a path: names parted by `/`; `..` the node above; `.` the node itself; `@name` an attribute;
 * `Name[Inner/Path=text]` only those where the inner path says the text. Names have no namespace prefix.
 */
export function compilePath(path: string): Select {
  const steps = splitPath(path).map(toStep);
  return (tree) => {
    let found = [tree];
    for (const step of steps) found = found.flatMap((node) => follow(node, step));
    return found;
  };
}

/** Slashes within brackets belong to the inner path. */
function splitPath(path: string): string[] {
  return path.match(/[^/[\]]+(?:\[[^\]]*\])?/g) ?? [];
}

function toStep(text: string): Step {
  const parts = /^([^[]+)\[([^=]+)=([^\]]*)\]$/.exec(text);
  if (!parts) return { name: text };
  return { name: parts[1]!, test: { select: compilePath(parts[2]!), text: parts[3]! } };
}

function follow(tree: Tree, { name, test }: Step): Tree[] {
  if (name === '.') return passing([tree], test);
  if (name === '..') return passing(tree.above ? [tree.above] : [], test);
  const { value } = tree;
  if (!isObject(value) || !Object.hasOwn(value, name)) return [];
  const inner: unknown = value[name];
  const nodes: Tree[] = (Array.isArray(inner) ? inner : [inner]).map((one: unknown) => ({ value: one, above: tree }));
  return passing(nodes, test);
}

function passing(nodes: Tree[], test: Step['test']): Tree[] {
  return test ? nodes.filter((node) => test.select(node).some((found) => textOf(found.value) === test.text)) : nodes;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a leaf; a number that lost digits in JSON comes as `1.2e+30`, which no conversion takes. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? value.toExponential().toUpperCase()
      : String(value);
  if (typeof value === 'boolean') return String(value);
  if (isObject(value) && '#text' in value) {
    const text = textOf(value['#text']);
    return text?.trim() === '' ? undefined : text;
  }
  return undefined;
}

/** Compiles a path to the text that stands there; of several nodes the texts joined, undefined when none says anything. */
export function compileText(path: string): (tree: Tree) => string | undefined {
  const select = compilePath(path);
  const anyText = (tree: Tree): string | undefined => {
    const texts = select(tree)
      .map(({ value }) => textOf(value))
      .filter((text) => text !== undefined && text.trim() !== '');
    return texts.length === 0 ? undefined : texts.join(' ');
  };
  const steps = splitPath(path);
  const up = steps.findIndex((step) => step !== '..');
  const names = up === -1 ? [] : steps.slice(up);
  if (names.length === 0 || names.some((name) => name === '.' || name === '..' || name.includes('['))) return anyText;
  return (tree) => {
    let node: Tree | undefined = tree;
    for (let i = 0; i < up; i++) node = node?.above;
    let value: unknown = node?.value;
    for (const name of names) {
      if (Array.isArray(value)) return anyText(tree);
      if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    if (Array.isArray(value)) return anyText(tree);
    const text = textOf(value);
    return text === undefined || text.trim() === '' ? undefined : text;
  };
}

/** Leaves that are kept as what a row said, and characters of each. */
const mostLeaves = 1000;
const longestLeaf = 2000;

/** Every leaf by its path, repeated ones numbered from the second: `Claims/Claim[2]/Invoice`. */
export function leaves(value: unknown): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  let left = mostLeaves;
  const walk = (node: unknown, path: string): void => {
    if (left === 0) return;
    if (Array.isArray(node)) {
      node.forEach((item: unknown, index) => walk(item, index === 0 ? path : `${path}[${index + 1}]`));
    } else if (isObject(node)) {
      for (const [key, inner] of Object.entries(node))
        walk(inner, key === '#text' ? path : path === '' ? key : `${path}/${key}`);
    } else {
      const text = textOf(node);
      if (text === undefined || text.trim() === '') return;
      left--;
      found[path === '' ? '.' : path] = text.length > longestLeaf ? `${text.slice(0, longestLeaf - 1)}…` : text;
    }
  };
  walk(value, '');
  return { ...found };
}
