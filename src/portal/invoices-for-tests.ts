/** Invoices of a client in a sample house: two people, five invoices, one paid, one overdue, one with a protected address. */
import type { SampleHouse } from './sample-for-tests.ts';

/** Makes the invoices `<client>-1` … `<client>-5` and returns their ids by the last digit. */
export async function sampleInvoices(house: SampleHouse, client: number): Promise<Record<string, number>> {
  const { rows } = await house.db.query<{ number: number }>(
    `insert into journal (client, kind, state, created_at, created_by) values ($1, 'invoice', 'posted', $2, 'test') returning number`,
    [client, house.clock.now()],
  );
  const journal = rows[0]!.number;
  const made: Record<string, number> = {};
  const debtor = (name: string, id: string, protectedAddress = false) => ({
    role: 'debtor',
    legalType: 'naturalPerson',
    name,
    firstName: name.split(' ')[0],
    lastName: name.split(' ')[1],
    id,
    street: 'Vestre Myrvei 8',
    postalCode: '7058',
    postalPlace: 'Jakobsli',
    phoneMobile: '40000000',
    ...(protectedAddress ? { protectedAddress } : {}),
  });
  const oda = debtor('Oda Fagerlid', '01857030040');
  const bakke = debtor('Kornelius Bakke', '12838510068');
  const specs = [
    {
      n: 1,
      who: oda,
      date: '2026-11-01',
      due: '2026-12-01',
      on: '2026-11-23',
      state: 'open',
      lines: [{ text: 'Snømåking <b>uke 44</b>', quantity: '2', amount: 125_050 }],
    },
    { n: 2, who: bakke, date: '2026-11-02', due: '2026-11-30', on: '2026-11-24', state: 'open', lines: [] },
    {
      n: 3,
      who: debtor('Snøkrystall Renhold', '01838012345'),
      date: '2026-09-01',
      due: '2026-09-15',
      on: '2026-09-01',
      state: 'paid',
      lines: [],
    },
    { n: 4, who: oda, date: '2026-09-20', due: '2026-10-10', on: '2026-09-20', state: 'open', lines: [] },
    {
      n: 5,
      who: debtor('Aud Bakke', '12838510068', true),
      date: '2026-10-30',
      due: '2026-11-30',
      on: '2026-11-02',
      state: 'open',
      lines: [],
    },
  ];
  for (const { n, who, date, due, on, state, lines } of specs) {
    const { rows: invoice } = await house.db.query<{ id: number }>(
      `insert into invoice (client, kind, invoice, customer_number, order_number, name, national_id, debtor, concerns, invoice_date, due_date, currency, amount, remaining, lines, state, journal, row, registered_on)
       values ($1, 'invoice', $2, $3, $4, $5, $6, $7, 'Vintervedlikehold', $8, $9, 'NOK', 125050, $10, $11, $12, $13, $14, $15) returning id`,
      [
        client,
        `${client}-${n}`,
        `KUNDE-${n}`,
        `O-${n}`,
        who.name,
        n === 3 ? '99999999999' : who.id,
        JSON.stringify(who),
        date,
        due,
        state === 'paid' ? 0 : 125_050,
        JSON.stringify(lines),
        state,
        journal,
        n,
        on,
      ],
    );
    made[String(n)] = invoice[0]!.id;
    await house.db.query(
      `insert into invoice_event (invoice_id, client, at, kind, actor) values ($1, $2, $3, 'registered', $4)`,
      [invoice[0]!.id, client, house.clock.now(), `journal ${journal}`],
    );
  }
  return made;
}
