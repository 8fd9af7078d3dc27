/** How the commands that only compute read their options and answer: exit 2 for a figure no one knows, 3 for wrong usage. */
import type { Command } from 'commander';
import type { Day } from '../domain/day.ts';
import { isDay } from '../domain/day.ts';
import type { Ore } from '../domain/money.ts';
import { ore } from '../domain/money.ts';
import { MissingTariff } from '../ledger/tariffs.ts';

/** Ends with exit code 3 and what to do. */
export function wrongUsage(command: Command, message: string): never {
  return command.error(`${message}\nSee: kreditorflyt ${command.name()} --help`, { exitCode: 3, code: 'wrong-usage' });
}

/** Reads a required amount in kroner; exit 3 when it is missing or not one. */
export function amountOption(command: Command, flag: string, text: string | undefined): Ore {
  if (text === undefined) return wrongUsage(command, `${flag} is missing. Give an amount such as 1250.00.`);
  const amount = ore(text);
  if (amount === undefined) {
    return wrongUsage(command, `${flag} "${text}" is not an amount. Write kroner with a point, such as 1250.00.`);
  }
  return amount;
}

/** Reads a required day; exit 3 when it is missing or not one. */
export function dayOption(command: Command, flag: string, text: string | undefined): Day {
  if (text === undefined) return wrongUsage(command, `${flag} is missing. Give a day such as 2026-02-01.`);
  if (!isDay(text)) return wrongUsage(command, `${flag} "${text}" is not a day. Write it YYYY-MM-DD.`);
  return text;
}

/**
 * Computes an answer and writes it: with `json` one JSON document on stdout and nothing else there. A figure that no one
 * knows is refused with exit code 2: as JSON `{refusal: {code, message, cure}}`, else on stderr.
 */
export function answerOrRefuse(command: Command, json: boolean, compute: () => { json: object; text: string }): void {
  const output = command.configureOutput();
  try {
    const said = compute();
    output.writeOut?.(json ? `${JSON.stringify(said.json)}\n` : `${said.text}\n`);
  } catch (error) {
    if (!(error instanceof MissingTariff)) throw error;
    const { code, message, cure, tariff, period } = error;
    if (json) output.writeOut?.(`${JSON.stringify({ refusal: { code, message, cure, tariff, period } })}\n`);
    else output.writeErr?.(`${message}\n${cure}\n`);
    process.exitCode = 2;
  }
}
