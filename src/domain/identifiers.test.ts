import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountDigit, accountFault, ibanFault, ibanOf } from './bank-account.ts';
import { checkIdentifier } from './identifiers.ts';
import { kidFault, kidFaultUnder, mod10Digit, mod11Digit } from './kid.ts';
import { maskNationalIds, readNationalId } from './national-id.ts';
import { isOrganisationNumber, organisationNumberDigit } from './organisation-number.ts';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));

const words = (text: string): string[] => text.trim().split(/\s+/);

describe('an organisation number', () => {
  it.each(
    words(`988077917 995525828 965920358 980430596 998772680 987008644 917313008 948007029 966813946 982930057 982952573
      987989297 974760673 938708606 111111146 111111138 123456785 987654325 999999999 888888888 910000004 310000000 810000007`),
  )('%s is right', (value) => {
    expect(checkIdentifier('orgnr', value)).toEqual({ value, valid: true, type: 'orgnr', reason: null });
  });

  it.each([
    ['988077918', 'check-digit'],
    ['995525829', 'check-digit'],
    ['910000080', 'never-issued'],
    ['910000425', 'never-issued'],
    ['91458820', 'length'],
    ['0123456789', 'length'],
    ['abcdefghijk', 'characters'],
    ['', 'empty'],
    ['   ', 'empty'],
    ['000000000', 'check-digit'],
    ['98807791７', 'characters'],
  ])('%s is wrong by its %s', (value, reason) => {
    expect(checkIdentifier('orgnr', value)).toEqual({ value, valid: false, type: null, reason });
  });

  it.each(['NO995525828MVA', 'NO 995 525 828 MVA', '980 430 596 MVA'])('%s is one for VAT', (value) => {
    expect(checkIdentifier('orgnr', value)).toMatchObject({ valid: true, type: 'vat' });
  });

  it('may be written in groups', () => {
    expect(checkIdentifier('orgnr', '988 077 917').valid).toBe(true);
    expect(checkIdentifier('orgnr', '988\u00a0077\u00a0917').valid).toBe(true);
  });

  it('is right with exactly one last digit, or with none where it was never issued', () => {
    fc.assert(
      fc.property(digits(8), (payload) => {
        fc.pre(payload !== '00000000');
        const right = '0123456789'.split('').filter((digit) => isOrganisationNumber(payload + digit));
        const digit = organisationNumberDigit(payload);
        expect(right).toEqual(digit === undefined ? [] : [digit]);
      }),
    );
  });
});

describe('a national id', () => {
  it.each([
    ['30108299939', 'fnr', true],
    ['30908299902', 'tnr', true],
    ['20036914700', 'fnr', false],
    ['03851598730', 'tnr', false],
    ['29020073150', 'fnr', false],
    ['29020075838', 'fnr', false],
    ['55102499947', 'dnr', true],
    ['41819077906', 'dnr+tnr', true],
    ['41819077302', 'dnr+tnr', false],
    ['02013299997', 'fnr', false],
    ['30108299920', 'fnr', false],
    ['13097248022', 'fnr', false],
    ['15021951940', 'fnr', false],
    ['53097248016', 'dnr', false],
    ['70108299914', 'dnr', false],
    ['13527248013', 'hnr', false],
    ['10915596784', 'tnr', false],
    ['68467038838', 'dnr+hnr', false],
    ['50846202355', 'dnr+tnr', false],
    ['13049958441', 'fnr', false],
    ['01857030040', 'tnr', false],
    ['01857030059', 'tnr', true],
    ['01857030067', 'tnr', true],
    ['01857030075', 'tnr', true],
    ['15849050068', 'tnr', true],
    ['41850130092', 'dnr+tnr', true],
  ] as const)('%s is a valid %s (only by the rule of 2032: %s)', (value, type, only2032) => {
    expect(readNationalId(value)).toMatchObject({ valid: true, type, only2032 });
  });

  it.each(['81234567802', '91234567883'])('%s is a common help number without a birth date', (value) => {
    expect(readNationalId(value)).toEqual({ valid: true, type: 'fh' });
  });

  it.each([
    ['20036914712', 'check-digit'],
    ['29020105729', 'date'],
    ['02013299987', 'check-digit'],
    ['02013299996', 'check-digit'],
    ['13097248032', 'check-digit'],
    ['13097248023', 'check-digit'],
    ['32127248022', 'date'],
    ['13137248022', 'date'],
    ['01535612303', 'date'],
    ['41804061033', 'date'],
    ['41934063587', 'date'],
    ['70019950032', 'date'],
    ['81234567803', 'check-digit'],
    ['1234567890', 'length'],
    ['123456789101', 'length'],
    ['1309724802a', 'characters'],
    ['1309724 8022', 'characters'],
    ['', 'characters'],
    ['１３０９７２４８０２２', 'characters'],
  ])('%s is wrong by its %s', (value, reason) => {
    expect(readNationalId(value)).toMatchObject({ valid: false, reason });
  });

  it('tells the day of birth by the scheme of 1964 until 2032, and never for numbers of the new rule', () => {
    expect(readNationalId('03851598730').birthDate).toBe('2015-05-03');
    expect(readNationalId('13049958441').birthDate).toBe('1899-04-13');
    expect(readNationalId('29020075838').birthDate).toBe('2000-02-29');
    expect(readNationalId('03851598730', '2032-01-01').birthDate).toBeUndefined();
    expect(readNationalId('30108299939').birthDate).toBeUndefined();
  });

  it('has at most four first check digits that are right for one payload, each with one second', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 81, max: 92 }),
        fc.integer({ min: 40, max: 99 }),
        fc.integer({ min: 0, max: 499 }),
        (day, month, year, individual) => {
          const payload = `${String(day).padStart(2, '0')}${month}${year}${String(individual).padStart(3, '0')}`;
          const right: string[] = [];
          for (let control = 0; control < 100; control++) {
            const value = payload + String(control).padStart(2, '0');
            if (readNationalId(value).valid) right.push(value);
          }
          expect(right.length).toBeLessThanOrEqual(4);
          expect(new Set(right.map((value) => value[9])).size).toBe(right.length);
          expect(right.filter((value) => readNationalId(value).only2032 === false).length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is masked wherever it stands in a text, and other long numbers are not', () => {
    expect(maskNationalIds('id 03851598730, 038515 98730 and 038515-98730.')).toBe(
      'id 038515*****, 038515***** and 038515*****.',
    );
    expect(maskNationalIds('account 86011117947, KID 0332201639804')).toBe('account 86011117947, KID 0332201639804');
  });
});

describe('a KID', () => {
  it.each([
    ['12345678', '2', '5'],
    ['001001', '7', '4'],
    ['001002', '5', '2'],
    ['1', '8', '9'],
    ['2', '6', '7'],
    ['12', '5', '4'],
    ['123456', '6', '0'],
    ['123', '0', '6'],
    ['0332201639804', '7', '5'],
    ['1234567890123456789012', '1', '8'],
    ['000000', '0', '0'],
  ])('of %s ends in %s by mod 10 and %s by mod 11', (payload, ten, eleven) => {
    expect([mod10Digit(payload), mod11Digit(payload)]).toEqual([ten, eleven]);
    expect(kidFault(payload + ten, 'mod10')).toBeUndefined();
    expect(kidFault(payload + eleven, 'mod11')).toBeUndefined();
  });

  it.each(['6', '23', '37', '001009', '001012', '001026'])('of %s ends in a dash by mod 11', (payload) => {
    expect(mod11Digit(payload)).toBe('-');
    expect(kidFault(`${payload}-`, 'mod11')).toBeUndefined();
    expect(kidFault(`${payload}-`, 'mod10')).toBe('characters');
  });

  it.each(['33000083672049', '01290865', '2345676'])('%s is right by mod 10', (value) => {
    expect(checkIdentifier('kid10', value)).toMatchObject({ valid: true, type: 'kid' });
  });

  it.each(['0000531', '12345678903', '310', '12343', '2707841373001170014'])('%s is right by mod 11', (value) => {
    expect(checkIdentifier('kid11', value).valid).toBe(true);
  });

  it.each([
    ['kid10', '1', 'length'],
    ['kid10', '12345678901234567890123456', 'length'],
    ['kid10', 'abcdefghijk', 'characters'],
    ['kid11', '123-4', 'characters'],
    ['kid10', '2707841373001170015', 'check-digit'],
    ['kid10', '0003434323213231', 'check-digit'],
    ['kid11', '0003434323213231', 'check-digit'],
    ['kid10', '', 'empty'],
  ] as const)('%s refuses %s for its %s', (kind, value, reason) => {
    expect(checkIdentifier(kind, value)).toMatchObject({ valid: false, reason });
  });

  it('with one digit changed is never right by mod 10', () => {
    fc.assert(
      fc.property(digits(12), fc.nat(11), fc.integer({ min: 1, max: 9 }), (payload, at, shift) => {
        const kid = payload + mod10Digit(payload);
        const changed = kid.slice(0, at) + ((Number(kid[at]) + shift) % 10) + kid.slice(at + 1);
        expect(kidFault(changed, 'mod10')).toBe('check-digit');
      }),
    );
  });

  it('must have one of the agreed lengths and satisfy one of the agreed moduli', () => {
    const agreement = { moduli: ['mod10', 'mod11'] as const, lengths: [7] };
    expect(kidFaultUnder('0010017', agreement)).toBeUndefined();
    expect(kidFaultUnder('0010014', agreement)).toBeUndefined();
    expect(kidFaultUnder('0010010', agreement)).toBe('check-digit');
    expect(kidFaultUnder('10017', { ...agreement, moduli: ['mod10'] })).toBe('agreed-length');
    expect(kidFaultUnder('001009-', { ...agreement, moduli: ['mod10'] })).toBe('characters');
  });
});

describe('a bank account', () => {
  it.each(
    words(
      '86011117947 12345678903 12345678911 97104133219 12345600009 12340000003 99990000006 00004090403 8601.11.17947',
    ),
  )('%s is right', (value) => {
    expect(checkIdentifier('account', value)).toMatchObject({ valid: true, type: 'account' });
  });

  it.each([
    ['86011117949', 'check-digit'],
    ['12345678901', 'check-digit'],
    ['00000000000', 'check-digit'],
    ['123456789012', 'length'],
    ['0000002001-', 'characters'],
    ['4090403', 'length'],
  ])('%s is wrong by its %s', (value, reason) => {
    expect(checkIdentifier('account', value)).toMatchObject({ valid: false, reason });
  });

  it.each(['NO9386011117947', 'NO7112345678903', 'NO93 8601 1117 947', 'no9386011117947', 'DE89370400440532013000'])(
    '%s is a right IBAN',
    (value) => {
      expect(checkIdentifier('iban', value)).toMatchObject({ valid: true, type: 'iban' });
    },
  );

  it.each([
    ['NO9286011117947', 'check-digit'],
    ['NO2386011117946', 'account'],
    ['NO938601111794', 'length'],
    ['86011117947', 'characters'],
    ['DE8937040044053201300!', 'characters'],
  ])('%s is no IBAN by its %s', (value, reason) => {
    expect(checkIdentifier('iban', value)).toMatchObject({ valid: false, reason });
  });

  it('makes a right IBAN of every right account, and a wrong account inside one is found', () => {
    fc.assert(
      fc.property(digits(10), (payload) => {
        const digit = accountDigit(payload);
        fc.pre(digit !== undefined && payload !== '0000000000');
        expect(accountFault(payload + digit)).toBeUndefined();
        expect(ibanFault(ibanOf(payload + digit))).toBeUndefined();
        const wrong = payload + ((Number(digit) + 1) % 10);
        fc.pre(accountFault(wrong) !== undefined);
        expect(ibanFault(ibanOf(wrong))).toBe('account');
      }),
    );
  });
});

it('never throws, whatever it is given', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('orgnr', 'fnr', 'kid10', 'kid11', 'account', 'iban'),
      fc.string({ unit: 'binary' }),
      (kind, value) => {
        const result = checkIdentifier(kind, value);
        expect(result.valid).toBe(result.reason === null);
      },
    ),
  );
});
