/** Problems of a claim: its amounts and dates, and the collection notice. */
import type { ProblemEntry } from './entry.ts';

export const claimProblems = {
  'interest-note': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Rentenota tas ikke imot', en: 'Interest notes are not taken' },
    sentence: {
      nb: '{place} er «{value}»: en rentenota kan ikke registreres som krav.',
      en: '{place} is “{value}”: an interest note can not be registered as a claim.',
    },
    cure: { nb: 'Ta kontakt med oss om utestående rentenotaer.', en: 'Contact us about outstanding interest notes.' },
  },
  'principal-is-fee': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Gebyr sendt som hovedstol', en: 'Fee sent as principal' },
    sentence: {
      nb: '{place} er «{value}»: hovedstolen kan ikke inneholde gebyr.',
      en: '{place} is “{value}”: principal must not contain fees.',
    },
    cure: {
      nb: 'Send gebyret i feltet Purregebyr og hovedstolen uten det.',
      en: 'Send the fee in the field Reminder fee and the principal without it.',
    },
  },
  'principal-with-fee': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Purregebyr lagt til hovedstolen', en: 'Reminder fee added to the principal' },
    sentence: {
      nb: 'Gjenstående hovedstol er lik opprinnelig hovedstol pluss purregebyret ({fee}).',
      en: 'Remaining principal equals the original principal plus the reminder fee ({fee}).',
    },
    cure: { nb: 'Send gjenstående hovedstol uten gebyr.', en: 'Send the remaining principal without the fee.' },
  },
  'remaining-exceeds-original': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Gjenstående er større enn opprinnelig', en: 'Remaining exceeds original' },
    sentence: {
      nb: '{place} er {remaining}, som er større enn opprinnelig {original}.',
      en: '{place} is {remaining}, which is greater than the original {original}.',
    },
    cure: {
      nb: 'Rett beløpene; renter og gebyr er ikke hovedstol.',
      en: 'Correct the amounts; interest and fees are not principal.',
    },
  },
  'invoice-not-positive': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Faktura må ha positivt beløp', en: 'An invoice must have a positive amount' },
    sentence: {
      nb: '{place} er «{value}»; en faktura må være større enn null.',
      en: '{place} is “{value}”; an invoice must be more than zero.',
    },
    cure: {
      nb: 'Er det en kreditnota, merk den som kreditnota; er fakturaen betalt, ta raden bort.',
      en: 'If it is a credit note, mark it as one; if the invoice is paid, take the row away.',
    },
  },
  'credit-note-not-negative': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Kreditnota må ha negativt beløp', en: 'A credit note must have a negative amount' },
    sentence: {
      nb: '{place} er «{value}»; en kreditnota må ha negativt fortegn.',
      en: '{place} is “{value}”; a credit note must have a negative sign.',
    },
    cure: { nb: 'Sett minus foran beløpet.', en: 'Put a minus before the amount.' },
  },
  'due-date-missing': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Forfallsdato mangler', en: 'Due date missing' },
    sentence: {
      nb: '{place} er tomt; inkassovarselet kan ikke kontrolleres, og rente regnes ikke uten en dato.',
      en: '{place} is empty; the collection notice can not be checked, and no interest is computed without a date.',
    },
    cure: { nb: 'Fyll inn forfallsdatoen.', en: 'Fill in the due date.' },
  },
  'due-before-invoice': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Forfall før fakturadato', en: 'Due before the invoice date' },
    sentence: {
      nb: '{place} er {value}, som er før fakturadatoen {invoiceDate}.',
      en: '{place} is {value}, which is before the invoice date {invoiceDate}.',
    },
    cure: { nb: 'Rett datoene.', en: 'Correct the dates.' },
  },
  'due-date-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Kravet er ikke forfalt', en: 'The claim is not yet due' },
    sentence: {
      nb: '{place} er {value}; kravet kan ikke sendes til inkasso før det er forfalt.',
      en: '{place} is {value}; the claim can not go to collection before it is due.',
    },
    cure: {
      nb: 'Vent til kravet er forfalt og varslet.',
      en: 'Wait until the claim is due and a notice has been sent.',
    },
  },
  'date-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Dato fram i tid', en: 'Date in the future' },
    sentence: {
      nb: '{place} er {value}, som er etter i dag ({today}).',
      en: '{place} is {value}, which is after today ({today}).',
    },
    cure: { nb: 'Rett datoen.', en: 'Correct the date.' },
  },
  'notice-in-future': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Inkassovarsel fram i tid', en: 'Collection notice in the future' },
    sentence: {
      nb: '{place} er {value}, som er etter i dag ({today}).',
      en: '{place} is {value}, which is after today ({today}).',
    },
    cure: {
      nb: 'Send saken når varselet er sendt og fristen er ute.',
      en: 'Send the case when the notice has been sent and its deadline is past.',
    },
  },
  'notice-before-due': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Inkassovarsel sendt før forfall', en: 'Collection notice sent before the due date' },
    sentence: {
      nb: '{place} er {value}, men kravet forfalt først {dueDate}; varselet må sendes etter forfall (inkassoloven § 9).',
      en: '{place} is {value}, but the claim fell due only on {dueDate}; the notice must be sent after that (inkassoloven § 9).',
    },
    cure: {
      nb: 'Send et nytt inkassovarsel, og saken når fristen er ute.',
      en: 'Send a new collection notice, and the case when its deadline is past.',
    },
  },
  'notice-too-recent': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Fristen i inkassovarselet er ikke ute', en: 'The collection notice’s deadline has not passed' },
    sentence: {
      nb: '{place} er {value}; det må gå minst {days} dager fra varselet til saken sendes (inkassoloven § 9).',
      en: '{place} is {value}; at least {days} days must pass from the notice to the hand-over (inkassoloven § 9).',
    },
    cure: { nb: 'Send saken {earliest} eller senere.', en: 'Send the case on {earliest} or later.' },
  },
  'notice-old': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Inkassovarselet er eldre enn seks måneder', en: 'The collection notice is older than six months' },
    sentence: {
      nb: '{place} er {value}, mer enn {months} måneder før i dag.',
      en: '{place} is {value}, more than {months} months before today.',
    },
    cure: { nb: 'Vurder å sende et nytt inkassovarsel først.', en: 'Consider sending a new collection notice first.' },
  },
  'interest-before-due': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Rente fra før forfall', en: 'Interest from before the due date' },
    sentence: {
      nb: '{place} er {value}, som er før forfall {dueDate}.',
      en: '{place} is {value}, which is before the due date {dueDate}.',
    },
    cure: {
      nb: 'Forsinkelsesrente løper fra forfall; rett datoen.',
      en: 'Late-payment interest runs from the due date; correct the date.',
    },
  },
  'reminder-before-due': {
    tier: 'row',
    severity: 'error',
    title: { nb: 'Purring før forfall', en: 'Reminder before the due date' },
    sentence: {
      nb: '{place} er {value}, som er før forfall {dueDate}.',
      en: '{place} is {value}, which is before the due date {dueDate}.',
    },
    cure: { nb: 'Rett datoen, eller ta bort purringen.', en: 'Correct the date, or take the reminder away.' },
  },
  'reminder-date-filled': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Purredato uten purregebyr', en: 'Reminder date without a reminder fee' },
    sentence: {
      nb: '{place} er {value}, men det er ikke krevd purregebyr; feltet er ikke for inkassovarselets dato.',
      en: '{place} is {value}, but no reminder fee is claimed; the field is not for the collection notice’s date.',
    },
    cure: {
      nb: 'La purredato stå tom, og sett varselets dato i IKVAR.',
      en: 'Leave the reminder date empty, and put the notice’s date in IKVAR.',
    },
  },
  'claim-old': {
    tier: 'row',
    severity: 'warning',
    title: { nb: 'Kravet kan være foreldet', en: 'The claim may be time-barred' },
    sentence: { nb: '{place} er {value}, mer enn tre år siden.', en: '{place} is {value}, more than three years ago.' },
    cure: {
      nb: 'Sjekk om foreldelsen er avbrutt, og legg ved grunnlaget.',
      en: 'Check whether limitation was interrupted, and attach the basis.',
    },
  },
} satisfies Record<string, ProblemEntry>;
