/** Fills a sample house with what pages show: files in every state, cases, and documents that some have opened. */
import { Readable } from 'node:stream';
import { archiveFolder } from '../platform/archive.ts';
import { sendSample, type SampleHouse } from './sample-for-tests.ts';

const clients = [33220, 41007, 50310];
const names = [
  'Kornelius Bakke',
  'Ingeborg Tveitaskog',
  'Snøkrystall Renhold AS',
  'Oda Fagerlid',
  'Elias Nordmyr',
  'Åse Ørnes & Sønn <AS>',
];

/** What each client was given, by client. */
export interface Filled {
  drops: Record<number, number[]>;
  cases: Record<number, number[]>;
  documents: Record<number, number[]>;
  journals: Record<number, number[]>;
}

/** Fills every client alike, each with its own rows. */
export async function fill(house: SampleHouse): Promise<Filled> {
  const filled: Filled = { drops: {}, cases: {}, documents: {}, journals: {} };
  for (const client of clients) await fillClient(house, client, filled);
  return filled;
}

async function fillClient(house: SampleHouse, client: number, filled: Filled): Promise<void> {
  const { db } = house;
  const at = house.clock.now();
  const userId = client === 33220 ? house.users.ingrid : undefined;
  const drop = async (name: string, text: string) =>
    (await sendSample(house, client, name, `${client} ${text}`, userId)).receipt;
  const booked = await drop('kreditor-saker-2026-11-24.csv', 'fjorten rader');
  const waiting = await drop('saker-til-godkjenning.csv', 'venter');
  const refused = await drop('eksport_kunder_v2.csv', 'avvist');
  const queued = await drop('betalinger-uke-47.csv', 'i køen');
  const twice = await drop('kreditor-saker-2026-11-24 (1).csv', 'fjorten rader');
  filled.drops[client] = [booked, waiting, refused, queued, twice];

  const journal = async (id: number, state: string, kind = 'case') => {
    const { rows } = await db.query<{ number: number }>(
      `insert into journal (client, kind, drop_id, state, created_at, created_by, rows, accepted, rejected, sum)
       values ($1, $2, $3, $4, $5::timestamptz - interval '2 days', 'ingrid', 14, 12, 2, 4825000) returning number`,
      [client, kind, id, state, at],
    );
    return rows[0]!.number;
  };
  const posted = await journal(booked, 'posted');
  const open = await journal(waiting, 'awaitingApproval');
  filled.journals[client] = [posted, open];
  await db.query(
    `insert into journal_row (journal, row, client, line, state, raw, record, reference, amount, problems)
     select $1, n, $2, n + 1, case when n in (6, 10) then 'rejected' else 'accepted' end, '{}', '{}', 'K-' || n, 100000,
       case n when 6 then $3::jsonb when 10 then $4::jsonb end
     from generate_series(1, 14) n`,
    [
      posted,
      client,
      JSON.stringify([
        {
          code: 'date-impossible',
          tier: 'value',
          severity: 'error',
          line: 7,
          column: 'forfall',
          field: 'claims[0].dueDate',
          value: '31.02.2026',
        },
      ]),
      JSON.stringify([
        {
          code: 'missing-value',
          tier: 'row',
          severity: 'error',
          line: 11,
          column: 'postnr',
          field: 'debtors[0].postalCode',
          value: '',
        },
      ]),
    ],
  );
  await db.query(
    `update drop_file set state = 'posted', journal = $2, rows = 14, accepted = 12, rejected = 2, format = 'kreditorfil-csv@1', kind = 'case', totals = '{"NOK": "4825000"}' where id = $1`,
    [booked, posted],
  );
  await db.query(
    `update drop_file set state = 'waiting', journal = $2, rows = 14, accepted = 14, format = 'kreditorfil-csv@1', kind = 'case', totals = '{"NOK": "1180000"}' where id = $1`,
    [waiting, open],
  );
  await db.query(`update drop_file set state = 'refused', refusal = $2 where id = $1`, [
    refused,
    JSON.stringify({ code: 'file-empty', tier: 'file', severity: 'error', line: 0, params: {} }),
  ]);

  filled.cases[client] = [];
  for (const [index, name] of names.entries()) {
    const { rows } = await db.query<{ number: number }>(
      `insert into collection_case (client, reference, journal, registered_on, notice_on, name, status, principal, principal_paid, cost, cost_paid, interest, kid)
       values ($1, $2, $3, $4, '2026-09-02', $5, $6, $7, $8, 63800, $9, 12030, null) returning number`,
      [
        client,
        `K-${index}`,
        posted,
        '2026-11-24',
        name,
        index === 3 ? 'stopped' : 'active',
        431250 + index,
        index === 2 ? 600000 : 0,
        index === 2 ? 63800 : 0,
      ],
    );
    const { number } = rows[0]!;
    filled.cases[client].push(number);
    await db.query(
      `insert into debtor (case_number, n, client, role, national_id, legal_type, name, street, postal_code, postal_place, phone_mobile, email, customer_number, protected_address)
       values ($1, 1, $2, 'debtor', '01838012345', 'naturalPerson', $3, 'Vestre Myrvei 8', '7058', 'Jakobsli', '40000000', 'x@eksempel.example', $4, $5)`,
      [number, client, name, `KUNDE-${index}`, index === 4],
    );
    await db.query(
      `insert into claim (case_number, n, client, kind, concerns, invoice, invoice_date, due_date, original, principal, journal, row)
       values ($1, 1, $2, 'invoice', 'Varer', $3, '2026-07-31', '2026-08-14', $4, $4, $5, $6)`,
      [number, client, `F-${client}-${index}`, 431250 + index, posted, index + 1],
    );
    await db.query(
      `insert into case_event (case_number, client, at, kind, text, actor) values ($1, $2, $3, 'registered', 'Sak registrert', 'ingrid')`,
      [number, client, at],
    );
    await db.query(
      `insert into case_action (case_number, client, action_group, due_on, done_at) values ($1, $2, 'notice', '2026-09-02', $3), ($1, $2, 'debtCollection', '2026-11-24', $3), ($1, $2, 'paymentDemand', '2026-11-25', null)`,
      [number, client, at],
    );
  }

  filled.documents[client] = [];
  const document = async (type: string, name: string, daysAgo: number, replaces: number | null = null) => {
    const stored = await house.archive.put(Readable.from([Buffer.from(`%PDF-1.7 ${name}`)]), {
      folder: archiveFolder('2026-11-24', client),
      name: `${name}.pdf`,
    });
    const { rows } = await db.query<{ id: number }>(
      `insert into document (client, type, name, date, booking_date, journals, pages, size, sha256, archive_path, content_hash, created_at, replaces)
       values ($1, $2, $3, '2026-11-24', $4, $5, 2, $6, $7, $8, 'x', $9::timestamptz - make_interval(days => $10), $11) returning id`,
      [
        client,
        type,
        name,
        type === 'clientAccountSettlement' ? '2026-11-23' : null,
        type === 'clientAccountSettlement' ? [] : [posted],
        stored.size,
        stored.sha256,
        stored.path,
        at,
        daysAgo,
        replaces,
      ],
    );
    filled.documents[client]!.push(rows[0]!.id);
    return rows[0]!.id;
  };
  await document('engagementConfirmation', `Oppdragsbekreftelse-${client}-2026-11-13`, 11);
  const old = await document('clientAccountSettlement', `Klientkonto-avregning-${client}-2026-11-16`, 8);
  await document('clientAccountSettlement', `Klientkonto-avregning-${client}-2026-11-16-rettet`, 7, old);
  await document('engagementConfirmation', `Oppdragsbekreftelse-${client}-2026-11-24`, 0);
  await db.query(
    `insert into document_opening (document, client, at, who, user_id, door) values ($1, $2, $3::timestamptz - interval '7 days', 'ingrid', $4, 'portal')`,
    [old, client, at, house.users.ingrid],
  );
}
