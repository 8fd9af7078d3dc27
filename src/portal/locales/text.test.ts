import { expect, test } from 'vitest';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { languageOf, textFor } from './text.ts';

test('both languages have the same keys in the same order', () => {
  expect(Object.keys(en)).toEqual(Object.keys(nb));
});

test('a text and its translation ask for the same parameters and have the same number of forms', () => {
  const shape = (text: string) => ({
    forms: text.split('|').length,
    parameters: [...new Set(text.match(/\{\w+\}/g))].sort(),
  });
  for (const [key, text] of Object.entries(nb)) {
    const other = Object.entries(en).find(([name]) => name === key)![1];
    expect({ key, ...shape(other) }).toEqual({ key, ...shape(text) });
  }
});

test('no text is empty or has spaces around it', () => {
  for (const text of [...Object.values(nb), ...Object.values(en)]) {
    expect(text).toBe(text.trim());
    expect(text).not.toBe('');
  }
});

test('one and many are told apart, and a missing parameter is an error', () => {
  const t = textFor('nb');
  expect(t('home.files', { n: 1 })).toBe('1 fil under behandling');
  expect(t('home.files', { n: 0 })).toBe('0 filer under behandling');
  expect(() => t('home.files')).toThrow('home.files needs the parameter n');
});

test.each([
  [undefined, 'nb'],
  ['', 'nb'],
  ['en-GB,en;q=0.9', 'en'],
  ['nb-NO,nb;q=0.9,en;q=0.8', 'nb'],
  ['de,en;q=0.5', 'en'],
  ['en;q=0.3,nn;q=0.9', 'nb'],
  ['sv,en;q=0.9', 'nb'],
  ['*', 'nb'],
  ['zh', 'nb'],
])('a browser that asks for %s gets %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
