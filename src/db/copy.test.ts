import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyJsonb, copyValue } from './copy.ts';

it('writes nothing as \\N and escapes what COPY would read as structure', () => {
  expect(copyValue(null)).toBe('\\N');
  expect(copyValue('\\N')).toBe('\\\\N');
  expect(copyValue('a\tb\nc\r')).toBe('a\\tb\\nc\\r');
  expect(copyValue(12n)).toBe('12');
});

it('replaces what jsonb cannot hold and keeps everything else', () => {
  expect(copyJsonb({ a: '\u0000' })).toBe('{"a":"\\\\ufffd"}');
  expect(copyJsonb({ a: '\ud800' })).toBe('{"a":"\\\\ufffd"}');
  expect(copyJsonb({ a: '\\u0000' })).toBe('{"a":"\\\\\\\\u0000"}');
});

it('is JSON again once COPY has undone its escapes, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const undone = copyJsonb([text]).replaceAll('\\\\', '\\');
      const back = (JSON.parse(undone) as string[])[0];
      expect(back).toBe(text.replaceAll('\u0000', '\ufffd'));
    }),
  );
});
