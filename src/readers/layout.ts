/** What every text layout offers: text in, rows out. */
import type { Row } from '../domain/row.ts';
import type { Piece } from './decode.ts';

export interface LayoutReader {
  push(piece: Piece): Row[];
  /** After the last text: the last rows, or `Refusal` when the file does not add up. */
  end(): Row[];
}
