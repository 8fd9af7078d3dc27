import { expect, test } from 'vitest';
import { readAmount, readImpliedAmount } from './amount.ts';

test.each([
  ['1250', 125_000],
  ['1250,5', 125_050],
  ['1250.50', 125_050],
  ['0,01', 1],
  ['-480,50', -48_050],
  ['480,50-', -48_050],
  ['(480,50)', -48_050],
  ['−480,50', -48_050],
  ['- 480,50', -48_050],
  ['+480,50', 48_050],
  ['1 234,50', 123_450],
  ['1\u00a0234,50', 123_450],
  ['1\u202f234,50', 123_450],
  ['1\u2009234\u2009567,50', 123_456_750],
  ['1.234,50', 123_450],
  ['1,234.50', 123_450],
  ['1.234.567', 123_456_700],
  ["1'234.50", 123_450],
  ['kr 1 250,00', 125_000],
  ['1250 kr', 125_000],
  ['NOK 12,50', 1250],
  ['1250,-', 125_000],
  ['-0', 0],
  ['100000000000,00', 10_000_000_000_000],
])('%s is %i øre', (text, ore) => {
  expect(readAmount(text)).toMatchObject({ ore });
});

test.each([
  ['1.234', 'amount-ambiguous'],
  ['12,555', 'amount-ambiguous'],
  ['1250,555', 'amount-decimals'],
  ['1,111E+08', 'amount-scientific'],
  ['1.5e3', 'amount-scientific'],
  ['100000000000,01', 'amount-too-large'],
  ['99999999999999999999', 'amount-too-large'],
  ['tusen', 'amount-unreadable'],
  ['12,5,0', 'amount-unreadable'],
  ['1.234.56', 'amount-unreadable'],
  ['1.234,567.89', 'amount-unreadable'],
  ['12 34', 'amount-unreadable'],
  ['1 2345', 'amount-unreadable'],
  ['--5', 'amount-unreadable'],
  ['-5-', 'amount-unreadable'],
  ['(-5)', 'amount-unreadable'],
  [',50', 'amount-unreadable'],
  ['.', 'amount-unreadable'],
  ['0x10', 'amount-unreadable'],
  ['1e999', 'amount-scientific'],
  ['Infinity', 'amount-unreadable'],
  ['NaN', 'amount-unreadable'],
  ['١٢٣', 'amount-unreadable'],
  ['12\u200b50', 'amount-unreadable'],
])('%s is not guessed: %s', (text, code) => {
  expect(readAmount(text)).toEqual({ code });
});

test('a format that says its decimal mark settles what could mean two things', () => {
  expect(readAmount('1.234', ',')).toMatchObject({ ore: 123_400 });
  expect(readAmount('1.234', '.')).toEqual({ code: 'amount-decimals' });
  expect(readAmount('1250,50', '.')).toEqual({ code: 'amount-unreadable' });
});

test.each([
  ['000000125000', 2, 125_000],
  ['-00000048050', 2, -48_050],
  ['48050-', 2, -48_050],
  ['1250', 0, 125_000],
  ['12505', 1, 125_050],
  ['1250500', 3, 125_050],
  ['000', 2, 0],
])('%s with %i decimals implied is %i øre', (text, decimals, ore) => {
  expect(readImpliedAmount(text, decimals)).toMatchObject({ ore });
});

test.each([
  ['12,50', 2, 'amount-unreadable'],
  ['0000004995O', 2, 'amount-unreadable'],
  ['-5-', 2, 'amount-unreadable'],
  ['', 2, 'amount-unreadable'],
  ['1250501', 3, 'amount-decimals'],
  ['99999999999999999', 2, 'amount-too-large'],
])('%s with %i decimals implied is refused: %s', (text, decimals, code) => {
  expect(readImpliedAmount(text, decimals)).toEqual({ code });
});
