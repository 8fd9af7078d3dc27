/** The portal's own files and those of the design system, under addresses that change when their bytes do. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The folders that are served, by the first part of their address. */
export const assetFolders: Record<string, string> = {
  portal: fileURLToPath(new URL('./public/', import.meta.url)),
  ds: dirname(dirname(require.resolve('@digdir/designsystemet-css'))),
  sortable: join(dirname(require.resolve('sortablejs/package.json')), 'modular'),
  inter: dirname(require.resolve('@fontsource-variable/inter/package.json')),
};

/** The style sheets of every page, in the order they must come. */
const styleSheets = [
  'inter/index.css',
  'ds/theme/designsystemet.css',
  'ds/src/index.css',
  'portal/theme.css',
  'portal/icons.css',
  'portal/portal.css',
];

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const path of styleSheets) hash.update(readFileSync(assetFile(path)));
  const own = assetFolders['portal']!;
  for (const name of readdirSync(own).sort()) hash.update(name).update(readFileSync(join(own, name)));
  return hash.digest('hex').slice(0, 12);
}

function assetFile(path: string): string {
  const [folder, ...rest] = path.split('/');
  return join(assetFolders[folder!]!, ...rest);
}

/** The first part of every asset's address; it holds a hash of the bytes, so browsers may keep them for ever. */
export const assetPrefix = `/public/${fingerprint()}`;

/** Addresses of the style sheets in order. */
export const styleSheetAddresses = styleSheets.map((path) => `${assetPrefix}/${path}`);

/** Address of one of the portal's own files. */
export function assetAddress(name: string): string {
  return `${assetPrefix}/portal/${name}`;
}

/** Address of the script that sorts lists by dragging. */
export const sortableAddress = `${assetPrefix}/sortable/sortable.esm.js`;
