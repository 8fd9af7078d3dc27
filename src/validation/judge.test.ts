import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../domain/day.ts';
import type { Day } from '../domain/day.ts';
import type { Kind, Problem, Row } from '../domain/row.ts';
import { judgeContext, monthsBefore } from './context.ts';
import type { JudgeOptions } from './context.ts';
import { rowProblemLimit } from './find.ts';
import { judge } from './judge.ts';
import { aCase, aClaim, adultId, aDebtor, aPayment, aRow, childId, otherId } from './rows-for-tests.ts';
import type { Fields } from './rows-for-tests.ts';

const today = '2026-11-24';

function judged(kind: Kind, record: Fields, options: Partial<JudgeOptions> = {}, problems: Problem[] = []): Row {
  const row = { ...aRow(record), problems: [...problems] };
  judge(kind, row, judgeContext({ today, ...options }));
  return row;
}

/** The findings as `code field`. */
function findings(kind: Kind, record: Fields, options: Partial<JudgeOptions> = {}, problems: Problem[] = []): string[] {
  return judged(kind, record, options, problems)
    .problems.slice(problems.length)
    .map(({ code, field }) => (field === undefined ? code : `${code} ${field}`));
}

const withDebtor = (over: Fields): Fields => aCase({ debtors: [aDebtor(over)] });
const withClaim = (over: Fields): Fields => aCase({ claims: [aClaim(over)] });

describe('a case in which nothing is wrong', () => {
  it('has no findings, and gets its legal type from the number', () => {
    const row = judged('case', aCase());
    expect(row.problems).toEqual([]);
    expect(row.record).toMatchObject({ debtors: [{ legalType: 'naturalPerson' }] });
  });

  it.each([
    ['a company', withDebtor({ id: '123456785', name: 'Fiktiv Rør & Varme AS' })],
    ['a number of the 2032 rule', withDebtor({ id: '01857030075' })],
    ['a D-number', withDebtor({ id: '41850130092' })],
    [
      'a protected address that is not told',
      withDebtor({ protectedAddress: true, postalCode: undefined, postalPlace: undefined }),
    ],
    [
      'an address abroad without a postal code',
      withDebtor({ country: 'IE', postalCode: undefined, postalPlace: 'Galway' }),
    ],
    ['a notice exactly fourteen days old', aCase({ noticeDate: '2026-11-10' })],
    ['a notice the day after the due date', aCase({ noticeDate: '2026-08-16' })],
    [
      'a credit note without dates',
      aCase({ claims: [aClaim(), { kind: 'creditNote', invoice: '34501', remaining: -50_00 }] }),
    ],
    ['a reminder fee with its date', withClaim({ reminderFee: 35_00, reminderDate: '2026-08-30' })],
    ['an original that is larger', withClaim({ original: 2000_00 })],
    ['a text that says the fee is not in it', withClaim({ concerns: 'Varekjøp ekskl. purregebyr' })],
  ])('may have %s', (_, record) => {
    expect(findings('case', record)).toEqual([]);
  });
});

describe('musts of a case are errors', () => {
  it.each(['reference', 'service', 'currency', 'noticeDate', 'debtors', 'claims'])('%s', (name) => {
    expect(findings('case', aCase({ [name]: undefined }))).toContain(`missing-value ${name}`);
  });

  it.each(['id', 'name', 'role', 'postalCode', 'postalPlace'])('debtors[0].%s', (name) => {
    expect(findings('case', withDebtor({ [name]: undefined }))).toEqual([`missing-value debtors[0].${name}`]);
  });

  it.each(['invoice', 'remaining', 'kind'])('claims[0].%s', (name) => {
    expect(findings('case', withClaim({ [name]: undefined }))).toContain(`missing-value claims[0].${name}`);
  });

  it('an empty text is missing, and its value is told as such', () => {
    const { problems } = judged('case', withDebtor({ name: '' }));
    expect(problems).toMatchObject([{ code: 'missing-value', field: 'debtors[0].name', severity: 'error', line: 2 }]);
  });

  it('empty lists are missing', () => {
    expect(findings('case', aCase({ debtors: [], claims: [] }))).toEqual([
      'missing-value debtors',
      'missing-value claims',
    ]);
  });
});

describe('shoulds of a debtor are one warning a row', () => {
  it.each([
    [{ phoneMobile: undefined }, 'phoneMobile'],
    [{ email: undefined, customerNumber: undefined }, 'email,customerNumber'],
  ])('%o', (over, fields) => {
    expect(judged('case', withDebtor(over)).problems).toMatchObject([
      { code: 'recommended-missing', severity: 'warning', params: { fields } },
    ]);
  });

  it('however many debtors lack them', () => {
    const bare = { phoneMobile: undefined, email: undefined };
    const debtors = [aDebtor(bare), aDebtor({ ...bare, role: 'coDebtor', id: otherId })];
    expect(findings('case', aCase({ debtors }))).toEqual(['recommended-missing debtors[0]']);
  });
});

describe('a debtor', () => {
  it.each([
    [{ id: '123456786' }, 'organisation-number-digit debtors[0].id'],
    [{ id: '12838510069' }, 'national-id-digit debtors[0].id'],
    [{ id: '31828510080' }, 'national-id-date debtors[0].id'],
    [{ id: '123' }, 'id-length debtors[0].id'],
    [{ id: '1234567890' }, 'id-length debtors[0].id'],
    [{ id: '1283851006X' }, 'id-length debtors[0].id'],
    [{ legalType: 'legalPerson' }, 'legal-type-mismatch debtors[0].legalType'],
    [{ legalType: 'company' }, 'not-allowed debtors[0].legalType'],
    [{ role: 'owner' }, 'not-allowed debtors[0].role'],
    [{ birthDate: '1985-03-13' }, 'birth-date-mismatch debtors[0].birthDate'],
    [{ birthDate: '2027-01-01' }, 'birth-date-in-future debtors[0].birthDate'],
    [{ birthDate: '1985-02-30' }, 'date-not-real debtors[0].birthDate'],
    [{ id: childId }, 'debtor-minor debtors[0].minor'],
    [{ id: childId, minor: false }, 'debtor-minor debtors[0].minor'],
    [{ minor: true }, 'minor-is-adult debtors[0].minor'],
    [{ postalCode: '150' }, 'postal-code-form debtors[0].postalCode'],
    [{ postalCode: 'O150' }, 'postal-code-form debtors[0].postalCode'],
    [{ country: 'Norge' }, 'country-unknown debtors[0].country'],
    [{ language: 'norsk' }, 'language-unknown debtors[0].language'],
    [{ municipality: '31' }, 'municipality-form debtors[0].municipality'],
    [{ email: 'ase(at)example.no' }, 'email-form debtors[0].email'],
    [{ email: 'a@b' }, 'email-form debtors[0].email'],
    [{ phoneMobile: 'ring meg' }, 'phone-form debtors[0].phoneMobile'],
    [{ phoneHome: '12' }, 'phone-form debtors[0].phoneHome'],
    [{ name: 'x'.repeat(176) }, 'too-long debtors[0].name'],
    [{ postalPlace: 'x'.repeat(33) }, 'too-long debtors[0].postalPlace'],
    [{ name: 'A\u0000B' }, 'control-characters debtors[0].name'],
    [{ name: '\ud800' }, 'control-characters debtors[0].name'],
    [{ minor: 'nei' }, 'wrong-type debtors[0].minor'],
    [{ shoeSize: 44 }, 'unknown-field debtors[0].shoeSize'],
    [{ id: 12838510068 }, 'wrong-type debtors[0].id'],
  ])('%o: %s', (over, finding) => {
    expect(findings('case', withDebtor(over))).toEqual([finding]);
  });

  it('is a minor until the day of turning eighteen, by a told date of birth too', () => {
    const born = monthsBefore(today, 18 * 12);
    const company = { id: '41850130092' };
    expect(findings('case', withDebtor({ ...company, birthDate: born }))).toEqual([]);
    const young = judged('case', withDebtor({ ...company, birthDate: addDays(born, 1) }));
    expect(young.problems).toMatchObject([{ code: 'debtor-minor', params: { adultOn: '2026-11-25' } }]);
    expect(young.record).toMatchObject({ debtors: [{ minor: true }] });
  });

  it('that is a minor can not be charged a fee; with a grown-up beside, the grown-up can', () => {
    const claims = [aClaim({ reminderFee: 35_00 })];
    const minor = aDebtor({ id: childId });
    expect(findings('case', aCase({ debtors: [minor], claims }))).toContain('minor-fee claims[0].reminderFee');
    const both = aCase({ debtors: [minor, aDebtor({ role: 'coDebtor' })], claims });
    expect(findings('case', both)).toEqual(['debtor-minor debtors[0].minor']);
  });

  it('must be there with the role debtor, and comes first', () => {
    const coDebtor = aDebtor({ role: 'coDebtor', id: otherId });
    expect(findings('case', aCase({ debtors: [coDebtor, aDebtor({ role: 'guarantor' })] }))).toEqual([
      'main-debtor-missing debtors',
    ]);
    const row = judged('case', aCase({ debtors: [coDebtor, aDebtor()] }));
    expect(row.record).toMatchObject({ debtors: [{ id: adultId, role: 'debtor' }, { id: otherId }] });
  });
});

describe('a claim', () => {
  it.each([
    [{ remaining: 0 }, ['invoice-not-positive claims[0].remaining']],
    [{ kind: 'creditNote', remaining: 50_00 }, ['credit-note-not-negative claims[0].remaining']],
    [{ original: -1 }, ['invoice-not-positive claims[0].original']],
    [{ original: 1000_00 }, ['remaining-exceeds-original claims[0].remaining']],
    [{ original: 1215_00, reminderFee: 35_00 }, ['principal-with-fee claims[0].remaining']],
    [{ remaining: 1e13 + 1 }, ['amount-out-of-range claims[0].remaining']],
    [{ remaining: 12.5 }, ['wrong-type claims[0].remaining']],
    [{ remaining: '1250.00' }, ['wrong-type claims[0].remaining']],
    [{ remaining: Number.NaN }, ['wrong-type claims[0].remaining']],
    [{ reminderFee: -1 }, ['amount-out-of-range claims[0].reminderFee']],
    [{ kind: 'interestNote' }, ['interest-note claims[0].kind']],
    [{ concerns: 'Rentenota nr. 4' }, ['interest-note claims[0].concerns']],
    [{ concerns: 'Forsinkelsesrenter 2025' }, ['interest-note claims[0].concerns']],
    [{ concerns: 'Faktura med purregebyr' }, ['principal-is-fee claims[0].concerns']],
    [{ dueDate: undefined }, ['due-date-missing claims[0].dueDate']],
    [{ dueDate: undefined, interestFrom: '2026-08-15' }, []],
    [{ dueDate: '2026-07-31' }, ['due-before-invoice claims[0].dueDate']],
    [{ dueDate: '2026-11-24' }, ['due-date-in-future claims[0].dueDate']],
    [{ dueDate: '2026-02-31' }, ['date-not-real claims[0].dueDate']],
    [{ dueDate: '15.08.2026' }, ['date-not-real claims[0].dueDate']],
    [
      { invoiceDate: '2026-11-25', dueDate: undefined, interestFrom: '2026-08-15' },
      ['date-in-future claims[0].invoiceDate'],
    ],
    [{ invoiceDate: '2023-01-01', dueDate: '2023-11-23' }, ['claim-old claims[0].dueDate']],
    [{ interestFrom: '2026-08-14' }, ['interest-before-due claims[0].interestFrom']],
    [{ reminderFee: 35_00, reminderDate: '2026-08-14' }, ['reminder-before-due claims[0].reminderDate']],
    [{ reminderFee: 35_00, reminderDate: '2026-11-25' }, ['date-in-future claims[0].reminderDate']],
    [{ reminderDate: '2026-08-30' }, ['reminder-date-filled claims[0].reminderDate']],
    [{ kid: '1234567' }, ['kid-unlikely claims[0].kid']],
    [{ kid: 'ABC' }, ['kid-unlikely claims[0].kid']],
    [{ kid: '0010017' }, []],
    [{ invoice: 'x'.repeat(41) }, ['too-long claims[0].invoice']],
  ])('%o: %o', (over, expected) => {
    expect(findings('case', { ...withClaim(over), noticeDate: '2026-09-01' })).toEqual(expected);
  });

  it('has its KID judged by the account’s agreement, where there is one', () => {
    const kid = { moduli: ['mod10'], lengths: [7] } as const;
    expect(findings('case', withClaim({ kid: '0010017' }), { kid })).toEqual([]);
    expect(findings('case', withClaim({ kid: '0010014' }), { kid })).toEqual(['kid-digit claims[0].kid']);
    expect(findings('case', withClaim({ kid: '10017' }), { kid })).toEqual(['kid-length claims[0].kid']);
    expect(findings('case', withClaim({ kid: '1' }), { kid })).toEqual(['kid-length claims[0].kid']);
  });

  it('is a credit note when it is negative and the file does not say what it is', () => {
    const columnOf = (field: string): string | undefined => (field.endsWith('.kind') ? 'kravtype' : undefined);
    const silent = aRow(withClaim({ remaining: -50_00 }));
    judge('case', silent, judgeContext({ today, columnOf }));
    expect(silent.record).toMatchObject({ claims: [{ kind: 'creditNote' }] });
    const said = aRow(withClaim({ remaining: -50_00 }), 1, { kravtype: 'faktura' });
    judge('case', said, judgeContext({ today, columnOf }));
    expect(said.problems).toMatchObject([{ code: 'invoice-not-positive', severity: 'error' }]);
  });
});

describe('the collection notice (IKVAR)', () => {
  it.each([
    ['2026-11-25', 'notice-in-future noticeDate'],
    ['2026-11-24', 'notice-too-recent noticeDate'],
    ['2026-11-11', 'notice-too-recent noticeDate'],
    ['2026-08-15', 'notice-before-due noticeDate'],
    ['2026-08-14', 'notice-before-due noticeDate'],
    ['2026-13-01', 'date-not-real noticeDate'],
    ['', 'date-not-real noticeDate'],
  ])('of %s: %s', (noticeDate, finding) => {
    expect(findings('case', aCase({ noticeDate }))).toEqual([finding]);
  });

  it('older than six months is only warned about', () => {
    const claims = [aClaim({ invoiceDate: '2026-04-01', dueDate: '2026-04-15' })];
    expect(findings('case', aCase({ noticeDate: '2026-05-24', claims }))).toEqual([]);
    const old = judged('case', aCase({ noticeDate: '2026-05-23', claims }));
    expect(old.problems).toMatchObject([{ code: 'notice-old', severity: 'warning' }]);
  });

  it('must be after the last of several due dates', () => {
    const claims = [aClaim(), aClaim({ invoice: '34520', dueDate: '2026-09-01' })];
    expect(judged('case', aCase({ claims })).problems).toMatchObject([
      { code: 'notice-before-due', params: { dueDate: '2026-09-01' } },
    ]);
  });

  it('is accepted exactly from the fourteenth day on, whatever the day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 3000 }), (age, shift) => {
        const now: Day = addDays('2024-01-01', shift);
        const noticeDate = addDays(now, -age);
        const claims = [aClaim({ invoiceDate: undefined, dueDate: addDays(noticeDate, -10) })];
        const found = findings('case', aCase({ noticeDate, claims }), { today: now });
        expect(found).toEqual(age < 14 ? ['notice-too-recent noticeDate'] : []);
      }),
    );
  });
});

describe('currency', () => {
  it.each([
    ['nok', 'currency-unknown currency'],
    ['KRONER', 'currency-unknown currency'],
    ['EUR', 'currency-not-agreed currency'],
  ])('%s: %s', (currency, finding) => {
    expect(findings('case', aCase({ currency }))).toEqual([finding]);
    expect(findings('payment', aPayment({ currency }))).toEqual([finding]);
  });

  it('is what the agreement covers', () => {
    expect(findings('case', aCase({ currency: 'EUR' }), { currencies: ['NOK', 'EUR'] })).toEqual([]);
  });
});

describe('a payment', () => {
  it.each([
    [{}, []],
    [{ caseNumber: undefined, invoice: '34500' }, []],
    [{ caseNumber: undefined, kid: '0010017' }, []],
    [{ caseNumber: undefined }, ['reference-missing caseNumber']],
    [{ caseNumber: 0 }, ['number-out-of-range caseNumber']],
    [{ amount: 0 }, ['payment-zero amount']],
    [{ amount: -1 }, ['payment-not-positive amount']],
    [{ amount: undefined }, ['missing-value amount']],
    [{ type: 'gift' }, ['not-allowed type']],
    [{ paidOn: '2026-11-25' }, ['date-in-future paidOn']],
    [{ kid: '1234567' }, ['kid-unlikely kid']],
    [{ type: 'creditNote', amount: 0 }, ['payment-zero amount']],
    [{ type: 'bank', caseNumber: undefined }, []],
    [{ type: 'bank', caseNumber: undefined, kid: '1' }, ['kid-unlikely kid']],
    [{ type: 'bank', amount: 0 }, ['payment-zero amount']],
    [{ type: 'bank', paidOn: '2026-11-25' }, ['bank-date-in-future paidOn']],
    [{ type: 'bank', account: '86011117949' }, ['account-wrong account']],
    [{ type: 'bank', account: 'NO9386011117947', payerAccount: 'DE89370400440532013000' }, []],
    [{ type: 'bank', payerAccount: '98765432109' }, ['payer-account-wrong payerAccount']],
    [{ type: 'bankReversal', amount: 50_00 }, ['reversal-not-negative amount']],
    [{ type: 'bankReversal', amount: -50_00 }, []],
  ])('%o: %o', (over, expected) => {
    expect(findings('payment', aPayment(over))).toEqual(expected);
  });

  it('of a bank is never rejected for its KID, an unknown payer or a date', () => {
    const row = judged('payment', aPayment({ type: 'bank', kid: '123', payerAccount: '1', paidOn: '2027-01-01' }));
    expect(row.problems.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning']);
  });

  it('is completed: a withdrawal without an amount, a credit without its sign, a negative bank line', () => {
    expect(judged('payment', aPayment({ type: 'withdrawal', amount: undefined }))).toMatchObject({
      problems: [],
      record: { amount: 0 },
    });
    expect(judged('payment', aPayment({ type: 'creditNote', amount: -50_00 }))).toMatchObject({
      problems: [],
      record: { amount: 50_00 },
    });
    expect(judged('payment', aPayment({ type: 'bank', amount: -50_00 }))).toMatchObject({
      problems: [],
      record: { type: 'bankReversal', amount: -50_00 },
    });
  });
});

describe('other kinds', () => {
  const invoice: Fields = {
    kind: 'invoice',
    invoice: '1',
    debtor: aDebtor(),
    invoiceDate: '2026-11-20',
    dueDate: '2026-12-04',
    currency: 'NOK',
    amount: 100,
  };

  it.each([
    [{}, []],
    [{ amount: -100 }, []],
    [{ kind: 'creditNote' }, ['credit-note-not-negative amount']],
    [{ amount: 0 }, ['invoice-not-positive amount']],
    [{ remaining: 101 }, ['remaining-exceeds-original remaining']],
    [{ invoiceDate: '2026-11-25' }, ['date-in-future invoiceDate']],
    [{ dueDate: '2026-11-19' }, ['due-before-invoice dueDate']],
    [{ debtor: aDebtor({ id: undefined, postalCode: undefined }) }, ['address-missing debtor']],
    [{ debtor: aDebtor({ id: '123456786' }) }, ['organisation-number-digit debtor.id']],
    [{ lines: [{ text: 'x', amount: 'y' }] }, ['wrong-type lines[0].amount']],
  ])('an invoice %o: %o', (over, expected) => {
    expect(findings('invoice', structuredClone({ ...invoice, ...over }))).toEqual(expected);
  });

  it('a stop says what to stop', () => {
    expect(findings('stop', { reason: 'dispute', invoice: '34500' })).toEqual([]);
    expect(findings('stop', { reason: 'stop' })).toEqual(['reference-missing caseNumber']);
    expect(findings('stop', { reason: 'because', caseNumber: 1 })).toEqual(['not-allowed reason']);
  });

  it('a statement entry has an account and a booked sum', () => {
    const entry = { account: 'NO9386011117947', bookedOn: '2026-11-23', amount: -100, currency: 'NOK' };
    expect(findings('statement', entry)).toEqual([]);
    expect(findings('statement', { ...entry, account: '1', bookedOn: '2026-11-25' })).toEqual([
      'account-wrong account',
      'bank-date-in-future bookedOn',
    ]);
  });
});

describe('a finding of a higher tier silences those it causes', () => {
  const unread = (field: string): Problem => ({
    code: 'date-impossible',
    tier: 'value',
    severity: 'error',
    line: 2,
    field,
    value: '31.02.2026',
  });

  it('an unreadable date is not missing too', () => {
    expect(findings('case', aCase({ noticeDate: undefined }), {}, [unread('noticeDate')])).toEqual([]);
    expect(findings('case', withClaim({ dueDate: undefined }), {}, [unread('claims[0].dueDate')])).toEqual([]);
  });

  it('an unreadable part does not make the whole missing', () => {
    expect(findings('case', aCase({ claims: undefined }), {}, [unread('claims[0].remaining')])).toEqual([]);
  });

  it('but other fields of the row are judged all the same', () => {
    const record = aCase({ noticeDate: undefined, claims: [aClaim({ remaining: 0 })] });
    expect(findings('case', record, {}, [unread('noticeDate')])).toEqual(['invoice-not-positive claims[0].remaining']);
  });

  it('a field with a like name is not silenced', () => {
    expect(findings('case', withClaim({ invoice: undefined }), {}, [unread('claims[0].invoiceDate')])).toEqual([
      'missing-value claims[0].invoice',
    ]);
  });

  it('a warning silences nothing', () => {
    const warning: Problem = { ...unread('debtors[0].name'), severity: 'warning' };
    expect(findings('case', withDebtor({ name: undefined }), {}, [warning])).toEqual(['missing-value debtors[0].name']);
  });

  it('a broken line has no findings of its fields', () => {
    const broken: Problem = { code: 'too-few-columns', tier: 'columns', severity: 'error', line: 2 };
    expect(findings('case', {}, {}, [broken])).toEqual([]);
  });
});

describe('hostile records', () => {
  it('with endless lists are answered at once', () => {
    const claims = Array.from({ length: 100_000 }, () => aClaim({ remaining: 'x' }));
    expect(findings('case', aCase({ claims }))).toEqual(['too-many claims']);
    expect(findings('case', aCase({ claims: claims.slice(0, 1500) })).length).toBe(rowProblemLimit + 1);
  });

  it('list at most fifty problems, and say how many more there were', () => {
    const claims = Array.from({ length: 60 }, (_, i) => aClaim({ invoice: String(i), remaining: 0 }));
    const { problems } = judged('case', aCase({ claims }));
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems', severity: 'error', params: { count: 10 } });
  });

  it('of any shape are judged without a throw, and never accepted unless the schema agrees', () => {
    const kinds = fc.constantFrom<Kind>('case', 'payment', 'invoice', 'stop', 'statement');
    const junk = fc.dictionary(
      fc.constantFrom(
        'reference',
        'debtors',
        'claims',
        'debtor',
        'amount',
        'type',
        'kind',
        'currency',
        'noticeDate',
        'paidOn',
        'kid',
        'notes',
      ),
      fc.oneof(
        fc.anything(),
        fc.array(
          fc.oneof(fc.constant(null), fc.record({ id: fc.anything(), kind: fc.anything(), dueDate: fc.anything() })),
        ),
      ),
    );
    fc.assert(
      fc.property(kinds, junk, (kind, record) => {
        const { problems } = judged(kind, { ...record });
        expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

it('refuses a day that is none', () => {
  expect(() => judgeContext({ today: '2026-02-30' })).toThrow('not a calendar day');
});

it('names the column as the file does, and gives the value as the file wrote it', () => {
  const row = aRow(withClaim({ dueDate: '2026-12-01' }), 6, { Forfall: '01.12.2026' });
  const columnOf = (field: string): string | undefined => (field === 'claims[0].dueDate' ? 'Forfall' : undefined);
  judge('case', { ...row, sheet: 'Ark1' }, judgeContext({ today, columnOf }));
  expect(row.problems).toEqual([
    {
      code: 'due-date-in-future',
      tier: 'row',
      severity: 'error',
      line: 7,
      sheet: 'Ark1',
      column: 'Forfall',
      field: 'claims[0].dueDate',
      value: '01.12.2026',
    },
  ]);
});
