/** Run before the tests: sees to it that what they need from Debian is there, installs it where it may, else says exactly how. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { systemPath } from './file-lock.ts';

/** A program or file that tests use, and the Debian package it comes in. */
interface Need {
  package: string;
  /** A program found on the path, or a file by its absolute path. */
  program: string;
  why: string;
}

/** All that tests take from the system; Chromium and PostgreSQL come from npm. */
export const needs: Need[] = [
  { package: 'util-linux', program: 'flock', why: 'locks of the embedded PostgreSQL' },
  { package: 'util-linux', program: 'unshare', why: 'PostgreSQL under root' },
  { package: 'redis-server', program: 'redis-server', why: 'the queue on Redis' },
  { package: 'openssh-server', program: 'sshd', why: 'pulling from a real SFTP server' },
  { package: 'openssh-sftp-server', program: '/usr/lib/openssh/sftp-server', why: 'pulling from a real SFTP server' },
  { package: 'openssh-client', program: 'sftp', why: 'the drop server with a real client' },
  { package: 'openssh-client', program: 'ssh-keygen', why: 'keys of the SFTP tests' },
  { package: 'lftp', program: 'lftp', why: 'the drop server with a real client' },
  { package: 'rclone', program: 'rclone', why: 'the drop server and the archive with a real peer' },
  { package: 'poppler-utils', program: 'pdftotext', why: 'reading the PDFs back' },
  { package: 'poppler-utils', program: 'pdfinfo', why: 'reading the PDFs back' },
  { package: 'poppler-utils', program: 'pdftoppm', why: 'looking at the PDFs' },
  { package: 'poppler-utils', program: 'pdffonts', why: 'the fonts in the PDFs' },
  { package: 'qpdf', program: 'qpdf', why: 'checking the PDFs' },
  { package: 'libxml2-utils', program: 'xmllint', why: 'XML schemas' },
];

/** The needs that are not met, with a `found` that looks on the system's path unless told otherwise. */
export function missing(found: (program: string) => boolean = isThere): Need[] {
  return needs.filter((need) => !found(need.program));
}

/** The packages of needs, each once, in order. */
export function packagesOf(unmet: Need[]): string[] {
  return [...new Set(unmet.map((need) => need.package))].sort();
}

/** What to type, for a user who may not install. */
export function cure(unmet: Need[]): string {
  const uses = unmet.map((need) => `  ${need.program} (package ${need.package}): ${need.why}`);
  return [
    'The tests need programs that are not installed:',
    ...uses,
    'Install them and run the tests again:',
    `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packagesOf(unmet).join(' ')}`,
  ].join('\n');
}

/** True on Debian and its kin, where apt-get installs. */
export function isDebian(release: string): boolean {
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}

function isThere(program: string): boolean {
  const places = program.startsWith('/') ? [program] : systemPath.split(':').map((folder) => `${folder}/${program}`);
  return places.some((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function aptGet(...args: string[]): boolean {
  const env = { PATH: systemPath, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  return (
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env, stdio: ['ignore', 2, 2] }).status === 0
  );
}

function prepare(): number {
  const unmet = missing();
  if (unmet.length === 0) return 0;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (process.getuid?.() === 0 && isDebian(release) && isThere('apt-get')) {
    console.error(`Installing what the tests need: ${packagesOf(unmet).join(' ')}`);
    // A failed update (one mirror away) may still leave lists good enough to install from.
    if (!aptGet('update', '-q')) console.error('apt-get update failed; trying to install all the same');
    aptGet('install', '-y', '-q', '--no-install-recommends', ...packagesOf(unmet));
  }
  const left = missing();
  if (left.length === 0) return 0;
  console.error(cure(left));
  return 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = prepare();
