/** A worker thread that prints reports one after another, with its fonts open, and reads each back before it answers. */
import { parentPort } from 'node:worker_threads';
import { checkPdf } from '../check.ts';
import type { Report } from '../report.ts';
import { openFonts } from './fonts.ts';
import { print } from './print.ts';

const fonts = openFonts();

parentPort!.on('message', (message: { id: number; report: Report }) => {
  try {
    const { bytes, pages } = print(message.report, fonts);
    checkPdf(bytes, pages, message.report);
    const copy = new Uint8Array(bytes);
    parentPort!.postMessage({ id: message.id, bytes: copy, pages }, [copy.buffer]);
  } catch (error) {
    parentPort!.postMessage({ id: message.id, error: error instanceof Error ? error.stack : String(error) }, []);
  }
});
