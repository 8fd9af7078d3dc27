/** Problems of how a file's columns and cells stand. */
import type { ProblemEntry } from './entry.ts';

export const columnsProblems = {
  'column-missing': {
    tier: 'columns',
    severity: 'error',
    title: { nb: 'Kolonne mangler', en: 'Column missing' },
    sentence: {
      nb: 'Overskriften i linje {line} mangler: {columns}.',
      en: 'The header in line {line} lacks: {columns}.',
    },
    cure: { nb: 'Legg til kolonnene, og send filen på nytt.', en: 'Add the columns and send the file again.' },
  },
  'column-doubled': {
    tier: 'columns',
    severity: 'error',
    title: { nb: 'Samme kolonne to ganger', en: 'The same column twice' },
    sentence: {
      nb: 'Overskriften i linje {line} har flere kolonner for det samme: {columns}.',
      en: 'The header in line {line} has several columns for the same thing: {columns}.',
    },
    cure: { nb: 'La én av dem stå.', en: 'Let one of them stand.' },
  },
  'too-many-header-columns': {
    tier: 'columns',
    severity: 'error',
    title: { nb: 'For mange kolonner', en: 'Too many columns' },
    sentence: {
      nb: 'Overskriften i linje {line} har {found} kolonner; grensen er {limit}.',
      en: 'The header in line {line} has {found} columns; the limit is {limit}.',
    },
    cure: { nb: 'Sjekk skilletegnet mellom kolonnene.', en: 'Check the mark between the columns.' },
  },
  'column-unknown': {
    tier: 'columns',
    severity: 'warning',
    title: { nb: 'Ukjent kolonne', en: 'Unknown column' },
    sentence: { nb: 'Kolonnen «{column}» brukes ikke.', en: 'The column “{column}” is not used.' },
    cure: {
      nb: 'Sjekk om navnet er skrevet feil; ellers kan den stå.',
      en: 'Check whether its name is misspelt; else it may stay.',
    },
  },
  'quote-broken': {
    tier: 'columns',
    severity: 'error',
    title: { nb: 'Anførselstegn som ikke lukkes', en: 'Quotation mark that is not closed' },
    sentence: {
      nb: 'Linje {line} har et anførselstegn som ikke kan tolkes; resten av filen er lest.',
      en: 'Line {line} has a quotation mark that cannot be understood; the rest of the file is read.',
    },
    cure: {
      nb: 'Doble anførselstegn inne i tekst («""»), og send raden på nytt.',
      en: 'Double quotation marks within text (“""”) and send the row again.',
    },
  },
  'too-many-columns': {
    tier: 'columns',
    severity: 'error',
    title: { nb: 'For mange verdier i raden', en: 'Too many values in the row' },
    sentence: {
      nb: 'Linje {line} har {found} verdier; overskriften har {expected} kolonner.',
      en: 'Line {line} has {found} values; the header has {expected} columns.',
    },
    cure: {
      nb: 'Sett anførselstegn rundt tekst som har skilletegnet i seg.',
      en: 'Put quotation marks around text that holds the mark between columns.',
    },
  },
  'too-few-columns': {
    tier: 'columns',
    severity: 'error',
    title: { nb: 'For få verdier i raden', en: 'Too few values in the row' },
    sentence: {
      nb: 'Linje {line} har {found} verdier; overskriften har {expected} kolonner.',
      en: 'Line {line} has {found} values; the header has {expected} columns.',
    },
    cure: {
      nb: 'Sjekk om linjen er brutt i to, og send raden på nytt.',
      en: 'Check whether the line was broken in two and send the row again.',
    },
  },
  'short-row': {
    tier: 'columns',
    severity: 'warning',
    title: { nb: 'Kort rad', en: 'Short row' },
    sentence: {
      nb: 'Linje {line} har {found} verdier; overskriften har {expected}. Det som mangler bak, regnes som tomt.',
      en: 'Line {line} has {found} values; the header has {expected}. What is missing at the end counts as empty.',
    },
    cure: {
      nb: 'Ingenting må gjøres hvis kolonnene bakerst var tomme.',
      en: 'Nothing need be done if the last columns were empty.',
    },
  },
} satisfies Record<string, ProblemEntry>;
