/**
 * An error as the log may have it: its code, words and stack, but no names of files, which are the sender's and may be a person's.
 * `names` are those known to be in the words; the file system's own errors are told by code and call only.
 */
export function loggable(error: unknown, names: string[] = []): Error {
  if (!(error instanceof Error)) return new Error('something that is no error was thrown');
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  let words = path === undefined ? error.message : `${code ?? 'error'} at ${syscall ?? 'a file'}`;
  for (const name of names) if (name !== '') words = words.replaceAll(name, '…');
  const told = new Error(words);
  told.name = error.name;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  told.stack = [`${told.name}: ${words}`, ...frames].join('\n');
  return told;
}
