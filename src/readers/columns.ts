/** Column names: how they are compared, and where each stands in a header. */

/** A column name without case, spaces, marks and Norwegian letters: `Gjenst. hovedstol` and `gjenst_hovedstol` are one. */
export function plainName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('å', 'a')
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, '');
}

/** The names of columns from the header lines that hold them; upper lines count for the columns after them too. */
export function columnNames(lines: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...lines.map((line) => line.length));
  const last = lines.length - 1;
  const carried: string[] = [];
  return Array.from({ length: width }, (_, column) =>
    lines
      .map((line, index) => {
        const name = (line[column] ?? '').replace(/^\ufeff/, '').trim();
        if (index === last) return name;
        if (name !== '') carried[index] = name;
        return carried[index] ?? '';
      })
      .filter((name) => name !== '')
      .join(' '),
  );
}
