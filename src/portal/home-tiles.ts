/** The tiles of Hjem: searches first, then figures; each with its width in columns. */
import type { TextKey } from './locales/text.ts';

export const searchTiles = [
  'case',
  'invoice',
  'name',
  'customer',
  'invoiceNumber',
  'id',
  'invoiceDate',
  'order',
] as const;
export const figureTiles = [
  'success',
  'fresh',
  'active',
  'recent',
  'perMonth',
  'invoicesPerMonth',
  'invoiceAges',
  'recentInvoices',
  'invoicesMonth',
  'invoicesWeek',
  'unpaid',
] as const;
export type SearchTile = (typeof searchTiles)[number];
export type FigureTile = (typeof figureTiles)[number];
export type Tile = SearchTile | FigureTile;

export const tiles: readonly Tile[] = [...searchTiles, ...figureTiles];

/** The manual's first choice of tiles. */
const usual: readonly Tile[] = ['case', 'invoice', 'success', 'fresh', 'active', 'recent'];

const wide: readonly Tile[] = ['recent', 'perMonth', 'invoicesPerMonth', 'recentInvoices'];

/** A tile's width in columns: 1 or 4. */
export function widthOf(tile: Tile): number {
  return wide.includes(tile) ? 4 : 1;
}

/** Where a search tile searches: for invoices by the term, or for cases. */
export function searchOfTile(tile: SearchTile): { action: string; term: string } {
  if (tile === 'invoiceNumber') return { action: '/faktura/sok', term: 'invoice' };
  if (tile === 'invoiceDate' || tile === 'order') return { action: '/faktura/sok', term: tile };
  return { action: '/inkasso/sok', term: tile };
}

export function isSearch(tile: Tile): tile is SearchTile {
  return searchTiles.some((each) => each === tile);
}

/** A tile's name. */
export function tileText(tile: Tile): TextKey {
  return `home.w.${tile}`;
}

/** The tiles that a user shows, in order; what is not known (of another version) is left out. */
export function shownTiles(saved: readonly string[] | undefined): Tile[] {
  if (saved === undefined) return [...usual];
  return [...new Set(saved)].flatMap((name) => tiles.filter((tile) => tile === name));
}

export type TileAct = 'up' | 'down' | 'show' | 'hide';

/** The tiles after one act on one of them; searches and figures keep to their own. */
export function changed(shown: readonly Tile[], act: TileAct, tile: Tile): Tile[] {
  const at = shown.indexOf(tile);
  if (act === 'show') return at < 0 ? [...shown, tile] : [...shown];
  if (act === 'hide') return shown.filter((each) => each !== tile);
  if (at < 0) return [...shown];
  const alike = shown.map((each, place) => ({ each, place })).filter(({ each }) => isSearch(each) === isSearch(tile));
  const among = alike.findIndex(({ each }) => each === tile);
  const other = alike[act === 'up' ? among - 1 : among + 1];
  if (!other) return [...shown];
  const next = [...shown];
  next[at] = other.each;
  next[other.place] = tile;
  return next;
}
