import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

const hidden = '[hidden]';

/** Fields whose values are personal data or secrets; hidden at the top and three levels down. */
const secret = (
  'nationalId national_id birthDate name firstName lastName address street postalPlace email phone mobile account iban kid debtor debtors ' +
  'raw record value text password passwordHash token secret cookie authorization set-cookie privateKey url connectionString'
).split(' ');

// A hash (kept); a national id or account number: eleven digits, perhaps with gaps; an address of mail.
const personal =
  /[0-9a-f]{32,}|(?<!\d)\d{6}[ ]?\d{5}(?!\d)|(?<!\d)\d{4}[ .]\d{2}[ .]\d{5}(?!\d)|[^\s@"'<>:/]+@[^\s@"'<>/]+\.[a-z]{2,}/gi;
const hash = /^[0-9a-f]{32,}$/i;
const passwordInUrl = /:\/\/([^:/?#\s]*):[^@/\s]+@/g;

/** Hides what looks like personal data or a password in a text. */
export function withoutPersonalData(text: string): string {
  return text
    .replace(passwordInUrl, `://$1:${hidden}@`)
    .replace(personal, (found) => (hash.test(found) ? found : hidden));
}

/**
 * The log: one JSON object a line, on stderr unless told otherwise. Known fields are hidden by name and every other text by its look, errors included;
 * still, log numbers of things (drop, journal, case), never what is in them.
 */
export function openLog(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  const paths = secret.flatMap((field) => {
    const key = /^\w+$/.test(field) ? `.${field}` : `["${field}"]`;
    return [key.replace(/^\./, ''), `*${key}`, `*.*${key}`, `*.*.*${key}`];
  });
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: hidden },
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        streamWrite: withoutPersonalData,
      },
    },
    destination,
  );
}
