import { expect, it } from 'vitest';
import { Refusal } from '../domain/row.ts';
import { refuseOtherClient } from './client.ts';

it.each([undefined, 33220, '33220', '0000033220', ' 33220 '])('takes a file for 33220 that says %o', (said) => {
  expect(() => refuseOtherClient(said, 33220)).not.toThrow();
});

it.each([33221, '3322', '33220A', true, 0])('refuses a file for 33220 that says %o', (said) => {
  expect(() => refuseOtherClient(said, 33220)).toThrow(Refusal);
});
