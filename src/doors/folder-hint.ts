import { sep } from 'node:path';
import { watch } from 'chokidar';
import type { WatchedRoot } from './inboxes.ts';

/** A running watcher. */
export interface FolderHint {
  close(): Promise<void>;
}

/** Calls `look` when something came or changed in an inbox. Only a hint: on network drives and after lost events nothing is said. */
export function hintOfChanges(roots: WatchedRoot[], look: () => void, onError: (error: unknown) => void): FolderHint {
  const watchers = roots.map((root) =>
    watch(root.folder, {
      ignoreInitial: true,
      followSymlinks: false,
      depth: root.under === '' ? 1 : 2,
      ignored: (path) =>
        path
          .slice(root.folder.length)
          .split(sep)
          .some((part) => part.startsWith('.') || part === 'outbox'),
    })
      .on('add', look)
      .on('change', look)
      .on('error', onError),
  );
  return {
    async close() {
      await Promise.all(watchers.map((watcher) => watcher.close()));
    },
  };
}
