import { expect, test } from 'vitest';
import { dateReader } from './date.ts';

const read = dateReader(['dd.mm.yyyy', 'yyyy-mm-dd', 'ddmmyyyy', 'yyyymmdd', 'ddmmyy', 'dd.mm.yy', 'excel']);

test.each([
  ['01.02.2026', '2026-02-01'],
  ['1.2.2026', '2026-02-01'],
  ['2026-02-01', '2026-02-01'],
  ['01022026', '2026-02-01'],
  ['20260201', '2026-02-01'],
  ['19022019', '2019-02-19'],
  ['20122012', '2012-12-20'],
  ['010226', '2026-02-01'],
  ['010270', '1970-02-01'],
  ['010269', '2069-02-01'],
  ['01.02.26', '2026-02-01'],
  ['46054', '2026-02-01'],
  ['46054.0', '2026-02-01'],
  ['29.02.2024', '2024-02-29'],
  ['2026-02-01T13:15:00+01:00', '2026-02-01'],
  ['01.02.2026 00:00:00', '2026-02-01'],
])('%s is %s', (text, day) => {
  expect(read(text)).toEqual({ day });
});

test.each([
  ['31.02.2026', 'date-impossible'],
  ['29.02.2026', 'date-impossible'],
  ['00.01.2026', 'date-impossible'],
  ['01.13.2026', 'date-impossible'],
  ['01.01.0026', 'date-impossible'],
  ['01.01.2126', 'date-impossible'],
  ['320126', 'date-impossible'],
  ['99999999', 'date-impossible'],
  ['1. januar', 'date-unreadable'],
  ['01/02/2026', 'date-unreadable'],
  ['2026-02', 'date-unreadable'],
  ['12345', 'date-unreadable'],
  ['١.٢.٢٠٢٦', 'date-unreadable'],
])('%s is refused: %s', (text, code) => {
  expect(read(text)).toEqual({ code });
});
