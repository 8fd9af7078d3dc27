/** An S3-compatible store for tests (s3rver: checks signatures, multipart, answers in XML), in a process and a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** A running store with the bucket `originals`; `folder` is where it keeps its objects, for tests that spoil them. */
export interface S3ForTests {
  settings: {
    kind: 's3';
    bucket: string;
    prefix: string;
    region: string;
    endpoint: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  folder: string;
  remove(): Promise<void>;
}

const script = `
const { default: S3rver } = await import('@20minutes/s3rver');
const [port, directory] = process.argv.slice(1);
await new S3rver({ port: Number(port), address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'originals', configs: [] }] }).run();
console.log('ready');
`;

/** Starts a store on a free port. */
export async function startS3(): Promise<S3ForTests> {
  const folder = await mkdtemp(join(tmpdir(), 'kreditorflyt-s3-'));
  const port = await freePort();
  const server = spawn(process.execPath, ['--input-type=module', '-e', script, String(port), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  const settings = {
    kind: 's3' as const,
    bucket: 'originals',
    prefix: 'kreditorflyt',
    region: 'eu-north-1',
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
  };
  return {
    settings,
    folder,
    async remove() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
