import type { Sql } from '../db/database.ts';
import type { Text } from '../domain/problems/entry.ts';
import type { Problem } from '../domain/row.ts';

/** The ways a file comes in. */
export type Door = 'sftp' | 'pull' | 'folder' | 'web' | 'api' | 'reply';

/**
 * What the sender is told at once. `receipt` is the drop's number; `name` is as sent; `size` in bytes; `receivedAt` ISO 8601 in UTC.
 * `duplicateOf` names the first receipt of the same bytes; `refusal` says why a file is not used. `archived` is false only for a file
 * over the size limit, which is not kept.
 */
export interface Receipt {
  receipt: number;
  client: number;
  door: Door;
  name: string;
  sha256: string;
  size: number;
  receivedAt: string;
  receivedBy: string;
  state: string;
  archived: boolean;
  duplicateOf?: { receipt: number; name: string; receivedAt: string };
  refusal?: Problem;
  message: Text;
}

interface ReceiptRow {
  id: number;
  client: number;
  door: Door;
  name: string;
  sha256: string;
  size: bigint;
  received_at: Date;
  received_by: string;
  state: string;
  archive_path: string;
  refusal: Problem | null;
  first: number | null;
  first_name: string | null;
  first_at: Date | null;
}

const select = `
  select d.id, d.client, d.door, d.name, d.sha256, d.size, d.received_at, d.received_by, d.state, d.archive_path, d.refusal,
    f.id as first, f.name as first_name, f.received_at as first_at
  from drop_file d left join drop_file f on f.id = d.duplicate_of`;

/** The receipt of a drop as things stand now; undefined when there is none of that number. */
export async function readReceipt(sql: Pick<Sql, 'query'>, drop: number): Promise<Receipt | undefined> {
  const { rows } = await sql.query<ReceiptRow>(`${select} where d.id = $1`, [drop]);
  return rows[0] && receiptOf(rows[0]);
}

/** The receipt of what a door picked up under this mark; undefined when that was never received. */
export async function receiptOfPickup(sql: Pick<Sql, 'query'>, pickup: string): Promise<Receipt | undefined> {
  const { rows } = await sql.query<ReceiptRow>(`${select} where d.pickup = $1`, [pickup]);
  return rows[0] && receiptOf(rows[0]);
}

function receiptOf(row: ReceiptRow): Receipt {
  const duplicateOf =
    row.first === null
      ? undefined
      : { receipt: row.first, name: row.first_name ?? '', receivedAt: row.first_at?.toISOString() ?? '' };
  return {
    receipt: row.id,
    client: row.client,
    door: row.door,
    name: row.name,
    sha256: row.sha256,
    size: Number(row.size),
    receivedAt: row.received_at.toISOString(),
    receivedBy: row.received_by,
    state: row.state,
    archived: row.archive_path !== '',
    ...(duplicateOf && { duplicateOf }),
    ...(row.refusal && { refusal: row.refusal }),
    message: messageOf(row, duplicateOf),
  };
}

function messageOf(row: ReceiptRow, duplicateOf: Receipt['duplicateOf']): Text {
  if (duplicateOf) {
    return {
      nb: `Filen har nøyaktig samme innhold som «${duplicateOf.name}», kvittering ${duplicateOf.receipt}. Den behandles ikke på nytt; send en endret fil hvis dette er nye data.`,
      en: `The file has exactly the same content as “${duplicateOf.name}”, receipt ${duplicateOf.receipt}. It is not processed again; send a changed file if this is new data.`,
    };
  }
  if (row.refusal?.code === 'file-empty') {
    return {
      nb: 'Filen er tom (0 byte) og er avvist. Lag filen på nytt og send den igjen.',
      en: 'The file is empty (0 bytes) and is refused. Make the file anew and send it again.',
    };
  }
  if (row.refusal?.code === 'file-too-large') {
    const limit = Number(row.refusal.params?.['limitMiB'] ?? 0);
    return {
      nb: `Filen er større enn grensen på ${limit} MiB og er avvist. Del den i flere filer og send dem hver for seg.`,
      en: `The file is larger than the limit of ${limit} MiB and is refused. Split it into several files and send them one by one.`,
    };
  }
  return {
    nb: `Filen er mottatt og får kvittering ${row.id}. Resultatet kommer som egen fil når den er behandlet.`,
    en: `The file is received and has receipt ${row.id}. The result comes as a file of its own when it is processed.`,
  };
}
