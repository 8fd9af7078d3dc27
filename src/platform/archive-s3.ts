import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Archive, ArchiveSettings } from './archive.ts';
import { NotArchived } from './archive-errors.ts';
import { digest } from './digest.ts';
import { archivePath, checkPath } from './archive-path.ts';
import { spool, tidySpool } from './spool.ts';

const partBytes = 16 * 1024 * 1024;

/** The archive in a bucket of any S3-compatible store. A file is first spooled to disk, for its hash is part of its key; then sent and read back. */
export function openS3Archive(settings: ArchiveSettings & { kind: 's3' }): Archive {
  const { bucket: Bucket, prefix, region, endpoint, accessKeyId, secretAccessKey } = settings;
  const client = new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // Stores other than Amazon's do not all know the newer checksums; we compare SHA-256 ourselves.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 4,
  });
  const explained = (error: unknown, path: string) => {
    const status =
      error instanceof S3ServiceException ? `${error.$metadata.httpStatusCode} ${error.name}` : String(error);
    const cure = 'Look at KREDITORFLYT_ARCHIVE, S3_ENDPOINT and the AWS keys.';
    return new Error(`The archive's bucket ${Bucket} did not give ${path}: ${status}. ${cure}`, { cause: error });
  };
  const sending = new Map<string, Promise<boolean>>();
  const keyOf = (path: string) => (prefix === '' ? path : `${prefix}/${path}`);

  async function get(path: string): Promise<Readable> {
    checkPath(path);
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(path) }));
      if (Body instanceof Readable) return Body;
      throw new Error(`The store sent no bytes for ${path}`);
    } catch (error) {
      throw isMissing(error) ? new NotArchived(path, { cause: error }) : explained(error, path);
    }
  }

  async function stat(path: string): Promise<{ size: number } | undefined> {
    checkPath(path);
    try {
      const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: keyOf(path) }));
      return { size: ContentLength ?? 0 };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw explained(error, path);
    }
  }

  /** Sends the file unless its key has something, and reads it back; false when another content is there. One at a time for each key. */
  async function sent(file: string, path: string, sha256: string): Promise<boolean> {
    const before = sending.get(path);
    const now = (async () => {
      await before?.catch(() => undefined);
      if ((await stat(path)) === undefined) {
        const Body = createReadStream(file);
        const params = {
          Bucket,
          Key: keyOf(path),
          Body,
          ContentType: 'application/octet-stream',
          Metadata: { sha256 },
        };
        await new Upload({ client, params, partSize: partBytes, queueSize: 2 }).done();
      }
      return (await digest(await get(path))).sha256 === sha256;
    })();
    sending.set(path, now);
    try {
      return await now;
    } finally {
      if (sending.get(path) === now) sending.delete(path);
    }
  }

  return {
    async put(source, { folder, name }, maxBytes) {
      archivePath(folder, name, '0'.repeat(64));
      const { file, sha256, size } = await spool(source, settings.spool, maxBytes);
      try {
        for (const digits of [12, 64]) {
          const path = archivePath(folder, name, sha256, digits);
          if (await sent(file, path, sha256)) return { path, sha256, size };
        }
      } finally {
        await rm(file, { force: true });
      }
      throw new Error(`The archive's object at ${archivePath(folder, name, sha256, 64)} is not what was put there`);
    },
    get,
    stat,
    tidy: (before) => tidySpool(settings.spool, before),
    async close() {
      client.destroy();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}
