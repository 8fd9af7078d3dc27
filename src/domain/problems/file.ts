/** Problems of a file as a whole: it cannot be known, trusted or taken apart. */
import type { ProblemEntry } from './entry.ts';

export const fileProblems = {
  'encoding-dos': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Filen har et gammelt tegnsett', en: 'The file has an old character set' },
    sentence: {
      nb: 'Filen er skrevet med et tegnsett fra DOS (CP850/CP865): æ, ø og å ville blitt feil i navn og adresser.',
      en: 'The file is written in a character set of DOS (CP850/CP865): æ, ø and å would be wrong in names and addresses.',
    },
    cure: {
      nb: 'Lagre filen som UTF-8 eller Windows-1252 (ANSI), og send den på nytt.',
      en: 'Save the file as UTF-8 or Windows-1252 (ANSI), and send it again.',
    },
  },
  'encoding-doubled': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Tegnene er omkodet to ganger', en: 'The characters were encoded twice' },
    sentence: {
      nb: 'Filen har tegn som «{value}» der det skulle stått en norsk bokstav: den er gjort om til UTF-8 to ganger.',
      en: 'The file has characters such as “{value}” where a Norwegian letter should stand: it was turned into UTF-8 twice.',
    },
    cure: {
      nb: 'Lag filen på nytt fra kilden som UTF-8 eller Windows-1252, og send den igjen.',
      en: 'Make the file anew from its source as UTF-8 or Windows-1252, and send it again.',
    },
  },
  'encoding-utf32': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Filen er UTF-32', en: 'The file is UTF-32' },
    sentence: { nb: 'Filen begynner som UTF-32, som ikke leses.', en: 'The file begins as UTF-32, which is not read.' },
    cure: {
      nb: 'Lagre filen som UTF-8, og send den på nytt.',
      en: 'Save the file as UTF-8, and send it again.',
    },
  },
  'file-empty': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Tom fil', en: 'Empty file' },
    sentence: { nb: 'Filen har ikke noe innhold.', en: 'The file has no content.' },
    cure: { nb: 'Sjekk eksporten, og send filen på nytt.', en: 'Check the export and send the file again.' },
  },
  'file-too-large': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For stor fil', en: 'File too large' },
    sentence: {
      nb: 'Filen er større enn grensen på {limitMiB} MiB.',
      en: 'The file is larger than the limit of {limitMiB} MiB.',
    },
    cure: {
      nb: 'Del den i flere filer og send dem hver for seg.',
      en: 'Split it into several files and send them one by one.',
    },
  },
  'file-binary': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ikke en datafil', en: 'Not a data file' },
    sentence: {
      nb: 'Filen er et bilde, en PDF eller en annen binærfil, ikke en av: {looked}.',
      en: 'The file is an image, a PDF or another binary file, none of: {looked}.',
    },
    cure: {
      nb: 'Send dataene i et av formatene. Fakturakopier sendes som vedlegg.',
      en: 'Send the data in one of the formats. Invoice copies are sent as attachments.',
    },
  },
  'file-without-rows': {
    tier: 'file',
    severity: 'warning',
    title: { nb: 'Ingen rader', en: 'No rows' },
    sentence: { nb: 'Filen har riktig format, men ingen rader.', en: 'The file has the right format but no rows.' },
    cure: {
      nb: 'Ingenting må gjøres hvis det ikke var noe å sende.',
      en: 'Nothing need be done if there was nothing to send.',
    },
  },
  'format-none': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ukjent format', en: 'Unknown format' },
    sentence: {
      nb: 'Ingen av formatene kjenner igjen filen. Det ble sett etter {looked}; filen begynner med «{start}».',
      en: 'No format recognises the file. Looked for {looked}; the file begins “{start}”.',
    },
    cure: {
      nb: 'Velg et av formatene, eller bruk malen som kan lastes ned.',
      en: 'Choose one of the formats, or use the template that can be downloaded.',
    },
  },
  'format-nearest': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ukjent format', en: 'Unknown format' },
    sentence: {
      nb: 'Ingen av formatene {looked} kjenner igjen filen. {nearest} er nærmest, men dette mangler: {lacks}.',
      en: 'None of the formats {looked} recognises the file. {nearest} comes nearest, but this is missing: {lacks}.',
    },
    cure: {
      nb: 'Legg til det som mangler, og send filen på nytt.',
      en: 'Add what is missing and send the file again.',
    },
  },
  'format-several': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Flere formater passer', en: 'More than one format fits' },
    sentence: {
      nb: 'Filen kan være {formats}; den leses ikke på gjetning.',
      en: 'The file could be {formats}; it is not read by guessing.',
    },
    cure: {
      nb: 'Velg formatet, eller avtal med oss hvilket filene deres har.',
      en: 'Choose the format, or agree with us which your files have.',
    },
  },
  'format-unknown': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Formatet finnes ikke', en: 'No such format' },
    sentence: {
      nb: 'Det er bedt om formatet {format}, som ikke finnes. Disse finnes: {known}.',
      en: 'The format {format} was asked for and does not exist. These exist: {known}.',
    },
    cure: { nb: 'Velg et format som finnes.', en: 'Choose a format that exists.' },
  },
  'xml-doctype': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'XML med DOCTYPE', en: 'XML with a DOCTYPE' },
    sentence: {
      nb: 'Filen har en DOCTYPE i linje {line}. Slike filer kan hente eller blåse opp innhold og leses ikke.',
      en: 'The file has a DOCTYPE in line {line}. Such files can fetch or inflate content and are not read.',
    },
    cure: { nb: 'Send filen uten DOCTYPE.', en: 'Send the file without a DOCTYPE.' },
  },
  'xml-broken': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ødelagt XML', en: 'Broken XML' },
    sentence: {
      nb: 'XML-en er ikke gyldig ved linje {line}: {what}.',
      en: 'The XML is not valid at line {line}: {what}.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'xml-too-deep': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For dyp XML', en: 'XML too deep' },
    sentence: {
      nb: 'Elementene ved linje {line} står mer enn {limit} nivåer inni hverandre.',
      en: 'The elements at line {line} stand more than {limit} levels inside each other.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'json-broken': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ødelagt JSON', en: 'Broken JSON' },
    sentence: { nb: 'JSON-en er ikke gyldig ved linje {line}.', en: 'The JSON is not valid at line {line}.' },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'json-too-deep': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For dyp JSON', en: 'JSON too deep' },
    sentence: {
      nb: 'Innholdet ved linje {line} står mer enn {limit} nivåer inni hverandre.',
      en: 'The content at line {line} stands more than {limit} levels inside each other.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'element-too-large': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For stor post', en: 'Record too large' },
    sentence: {
      nb: 'Posten ved linje {line} er større enn {limit} tegn.',
      en: 'The record at line {line} is larger than {limit} characters.',
    },
    cure: {
      nb: 'Del opp posten, og send vedlegg for seg.',
      en: 'Split the record and send attachments by themselves.',
    },
  },
  'rows-missing': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Finner ikke radene', en: 'Rows not found' },
    sentence: {
      nb: 'Filen har ikke noe på stedet {path}, der radene skal stå.',
      en: 'The file has nothing at {path}, where the rows should stand.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'line-too-long': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For lang linje', en: 'Line too long' },
    sentence: { nb: 'Linje {line} er lengre enn {limit} tegn.', en: 'Line {line} is longer than {limit} characters.' },
    cure: {
      nb: 'Sjekk at filen har linjeskift mellom radene.',
      en: 'Check that the file has line breaks between its rows.',
    },
  },
  'total-mismatch': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Kontrollsummen stemmer ikke', en: 'The control sum does not agree' },
    sentence: {
      nb: 'Filen sier {said} i linje {line}, men radene gir {found} ({what}).',
      en: 'The file says {said} in line {line}, but its rows make {found} ({what}).',
    },
    cure: {
      nb: 'Filen er trolig ufullstendig. Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'The file is probably incomplete. Make the file anew in the system that made it, and send it again.',
    },
  },
  'count-mismatch': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Antallet stemmer ikke', en: 'The count does not agree' },
    sentence: {
      nb: 'Filen sier {said} i linje {line}, men det er {found} ({what}).',
      en: 'The file says {said} in line {line}, but there are {found} ({what}).',
    },
    cure: {
      nb: 'Filen er trolig ufullstendig. Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'The file is probably incomplete. Make the file anew in the system that made it, and send it again.',
    },
  },
  'date-mismatch': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Datoen stemmer ikke', en: 'The date does not agree' },
    sentence: {
      nb: 'Filen sier {said} i linje {line}, men radene gir {found} ({what}).',
      en: 'The file says {said} in line {line}, but its rows make {found} ({what}).',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'reference-mismatch': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Slutten stemmer ikke med begynnelsen', en: 'The end does not agree with the beginning' },
    sentence: {
      nb: 'Linje {line} sier {said}, men en annen linje i samme fil sier {found}.',
      en: 'Line {line} says {said}, but another line of the same file says {found}.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'total-unreadable': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Uleselig kontrolltall', en: 'Unreadable control figure' },
    sentence: {
      nb: 'Kontrolltallet «{value}» i linje {line} kan ikke leses.',
      en: 'The control figure “{value}” in line {line} cannot be read.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'total-unchecked': {
    tier: 'file',
    severity: 'warning',
    title: { nb: 'Kontrollsum ikke prøvd', en: 'Control sum not checked' },
    sentence: {
      nb: 'Kontrollsummen for {what} kunne ikke prøves, fordi minst én verdi ikke kan leses.',
      en: 'The control sum of {what} could not be checked, because at least one value cannot be read.',
    },
    cure: {
      nb: 'Rett verdiene som ikke kan leses, og send filen på nytt.',
      en: 'Correct the values that cannot be read and send the file again.',
    },
  },
  'record-missing': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'En linje mangler', en: 'A line is missing' },
    sentence: {
      nb: 'Linjen {type} ({name}) mangler etter linje {line}.',
      en: 'The line {type} ({name}) is missing after line {line}.',
    },
    cure: {
      nb: 'Filen er trolig avkortet. Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'The file is probably cut off. Make the file anew in the system that made it, and send it again.',
    },
  },
  'record-out-of-place': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Linje på feil sted', en: 'Line out of place' },
    sentence: {
      nb: 'Linje {line} er av typen {type}, som ikke kan stå der.',
      en: 'Line {line} is of type {type}, which cannot stand there.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'record-unknown': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ukjent linjetype', en: 'Unknown line type' },
    sentence: {
      nb: 'Linje {line} er av typen «{type}», som formatet ikke har.',
      en: 'Line {line} is of type “{type}”, which the format does not have.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'record-length': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Feil linjelengde', en: 'Wrong line length' },
    sentence: {
      nb: 'Linje {line} har {found} tegn; den skal ha {expected}.',
      en: 'Line {line} has {found} characters; it must have {expected}.',
    },
    cure: {
      nb: 'Filen er trolig endret underveis. Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'The file was probably changed on its way. Make the file anew in the system that made it, and send it again.',
    },
  },
  'footer-missing': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Sluttlinjen mangler', en: 'The last line is missing' },
    sentence: {
      nb: 'Filen slutter uten linjen som begynner med {looked}.',
      en: 'The file ends without the line that begins {looked}.',
    },
    cure: {
      nb: 'Filen er trolig avkortet. Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'The file is probably cut off. Make the file anew in the system that made it, and send it again.',
    },
  },
  'record-after-footer': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Rader etter slutten', en: 'Rows after the end' },
    sentence: {
      nb: 'Linje {line} står etter filens sluttlinje.',
      en: 'Line {line} stands after the last line of the file.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'quote-broken-typed': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Anførselstegn som ikke lukkes', en: 'Quotation mark that is not closed' },
    sentence: {
      nb: 'Linje {line} har et anførselstegn som ikke kan tolkes, og linjene i denne filen henger sammen.',
      en: 'Line {line} has a quotation mark that cannot be understood, and the lines of this file belong together.',
    },
    cure: {
      nb: 'Doble anførselstegn inne i tekst, og send filen på nytt.',
      en: 'Double quotation marks within text and send the file again.',
    },
  },
  'zip-broken': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Ødelagt zip eller arbeidsbok', en: 'Broken zip or workbook' },
    sentence: {
      nb: 'Filen kan ikke pakkes ut; den er skadet, avkortet eller ikke en arbeidsbok.',
      en: 'The file cannot be unpacked; it is damaged, cut off or no workbook.',
    },
    cure: {
      nb: 'Lag filen på nytt i systemet som laget den, og send den igjen.',
      en: 'Make the file anew in the system that made it, and send it again.',
    },
  },
  'zip-too-many': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For mange filer i zip', en: 'Too many files in a zip' },
    sentence: {
      nb: 'Zip-filen har {found} filer; grensen er {limit}.',
      en: 'The zip has {found} files; the limit is {limit}.',
    },
    cure: { nb: 'Del den opp.', en: 'Split it.' },
  },
  'zip-too-large': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'For stor utpakket', en: 'Too large unpacked' },
    sentence: {
      nb: '«{name}» blir større enn {limit} byte utpakket.',
      en: '“{name}” becomes larger than {limit} bytes unpacked.',
    },
    cure: { nb: 'Send filen for seg, uten zip.', en: 'Send the file by itself, without a zip.' },
  },
  'zip-ratio': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Mistenkelig pakket', en: 'Suspiciously packed' },
    sentence: {
      nb: '«{name}» er pakket mer enn {limit} ganger; slik er ikke ekte data.',
      en: '“{name}” is packed more than {limit} times; real data is not like that.',
    },
    cure: { nb: 'Send filen for seg, uten zip.', en: 'Send the file by itself, without a zip.' },
  },
  'zip-name': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Utrygt filnavn i zip', en: 'Unsafe file name in a zip' },
    sentence: {
      nb: 'Zip-filen har et navn som ikke kan brukes: «{name}».',
      en: 'The zip has a name that cannot be used: “{name}”.',
    },
    cure: { nb: 'Bruk vanlige filnavn uten mapper oppover.', en: 'Use ordinary file names without folders upwards.' },
  },
  'zip-nested': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Zip i zip', en: 'Zip in a zip' },
    sentence: { nb: '«{name}» er selv en zip-fil.', en: '“{name}” is itself a zip.' },
    cure: { nb: 'Pakk ut, og send én zip.', en: 'Unpack it and send one zip.' },
  },
  'zip-encrypted': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Zip med passord', en: 'Zip with a password' },
    sentence: { nb: '«{name}» er kryptert og kan ikke leses.', en: '“{name}” is encrypted and cannot be read.' },
    cure: {
      nb: 'Send uten passord; forbindelsen er kryptert.',
      en: 'Send it without a password; the connection is encrypted.',
    },
  },
  'zip-several': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Flere filer i zip', en: 'Several files in a zip' },
    sentence: {
      nb: 'Zip-filen har {found} filer; her leses én om gangen.',
      en: 'The zip has {found} files; one at a time is read here.',
    },
    cure: {
      nb: 'Lever zip-filen på vanlig måte, så blir hver fil tatt for seg, eller prøv filene hver for seg.',
      en: 'Deliver the zip in the ordinary way and each file is taken by itself, or try the files one by one.',
    },
  },
  'records-passed': {
    tier: 'file',
    severity: 'warning',
    title: { nb: 'Poster forbigått', en: 'Records passed over' },
    sentence: {
      nb: 'Poster som ikke hører hit og ikke er tatt med: {found} ({reason}).',
      en: 'Records that do not belong here and are left out: {found} ({reason}).',
    },
    cure: {
      nb: 'Sjekk at det er riktig fil; ellers må ingenting gjøres.',
      en: 'Check that it is the right file; else nothing need be done.',
    },
  },
  'sheet-several': {
    tier: 'file',
    severity: 'error',
    title: { nb: 'Flere ark passer', en: 'More than one sheet fits' },
    sentence: {
      nb: 'Arkene {sheets} har alle rader; bare ett leses.',
      en: 'The sheets {sheets} all have rows; only one is read.',
    },
    cure: { nb: 'Samle radene i ett ark, eller skjul de andre.', en: 'Put the rows in one sheet, or hide the others.' },
  },
} satisfies Record<string, ProblemEntry>;
