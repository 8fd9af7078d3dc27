import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { attributes, document, html } from './html.ts';

const text = (page: ReturnType<typeof html>) => document(page).replace('<!doctype html>\n', '').trimEnd();

test('text is escaped, markup made here is not, lists are joined and nothing is nothing', () => {
  expect(text(html`<p>${'<b>&"\'`'}</p>`)).toBe('<p>&lt;b&gt;&amp;&quot;&#39;&#96;</p>');
  expect(text(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}</ul>`)).toBe('<ul><li>1</li><li>2</li></ul>');
  expect(text(html`${undefined}${null}${false}${0}${''}${12n}`)).toBe('012');
});

test('an object that only looks like markup is not taken for it', () => {
  const forged: string = JSON.parse('{"markup":"<script>"}');
  expect(() => text(html`${forged}`)).toThrow(/map is not a function/);
});

test('no text can leave an attribute or start an element', () => {
  assert(
    property(string({ unit: 'binary' }), (value) => {
      const inside = text(html`<a title="${value}">`).slice('<a title="'.length, -'">'.length);
      expect(inside).not.toMatch(/["'<>`]/);
    }),
  );
});

test('attributes: text is escaped, true is the bare name, false and undefined are left out, odd names are refused', () => {
  expect(text(html`<a${attributes({ title: '"x"', hidden: true, id: undefined, open: false, rows: 2 })}>`)).toBe(
    '<a title="&quot;x&quot;" hidden rows="2">',
  );
  expect(() => attributes({ 'on click': 'x' })).toThrow('attribute');
});
