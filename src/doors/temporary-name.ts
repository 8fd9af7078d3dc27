const endings = [
  'tmp',
  'temp',
  'part',
  'partial',
  'filepart',
  'crdownload',
  'download',
  'uploading',
  'writing',
  'swp',
  'lock',
];
const temporary = new RegExp(`^[.#~]|~$|\\.(${endings.join('|')})$`, 'i');

/**
 * True for a name that says the file is not finished: a dot, `~` or `#` first, `~` last, or an ending such as `.tmp`, `.part`, `.filepart` (WinSCP),
 * `.partial` (rclone); lftp's temporary names begin with a dot. Such a file is taken when it is renamed.
 */
export function isTemporaryName(name: string): boolean {
  return temporary.test(name);
}
