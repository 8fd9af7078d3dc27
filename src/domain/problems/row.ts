/** Problems of one row taken alone: its record against the schema, and its fields against each other. */
import { claimProblems } from './claim.ts';
import { debtorProblems } from './debtor.ts';
import { paymentProblems } from './payment.ts';
import { recordProblems } from './record.ts';

export const rowProblems = { ...recordProblems, ...debtorProblems, ...claimProblems, ...paymentProblems };

export type RowCode = keyof typeof rowProblems;
