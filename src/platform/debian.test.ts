import { expect, test } from 'vitest';
import { cure, isDebian, missing, needs, packagesOf } from './debian.ts';

test('nothing that the tests need is missing here', () => {
  expect(missing()).toEqual([]);
});

test('what is missing is named with its package, its use and the line to type', () => {
  const unmet = missing((program) => !['redis-server', 'pdfinfo', 'pdftotext'].includes(program));
  expect(packagesOf(unmet)).toEqual(['poppler-utils', 'redis-server']);
  expect(cure(unmet)).toContain('redis-server (package redis-server): the queue on Redis');
  expect(cure(unmet)).toContain(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends poppler-utils redis-server',
  );
});

test('with nothing installed every package is asked for once', () => {
  const packages = packagesOf(missing(() => false));
  expect(new Set(packages).size).toBe(packages.length);
  expect(packages).toEqual([...new Set(needs.map((need) => need.package))].sort());
});

test('Debian and Ubuntu are known, others are not', () => {
  expect(isDebian('NAME="Debian"\nID=debian\n')).toBe(true);
  expect(isDebian('ID=ubuntu\nID_LIKE=debian\n')).toBe(true);
  expect(isDebian('ID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true);
  expect(isDebian('ID=alpine\n')).toBe(false);
  expect(isDebian('')).toBe(false);
});
