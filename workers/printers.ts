/** The threads that print documents, started when there is something to print and ended when there has been nothing for a while. */
import { openPdfWorkers, type PdfWorkers } from '../src/documents/render/pdf.ts';

/** Opens `count` threads at the first document; after `idleMs` without one their memory is given back. */
export function openPrinters(count: number, idleMs = 30_000): PdfWorkers {
  let open: PdfWorkers | undefined;
  let printing = 0;
  let timer: NodeJS.Timeout | undefined;

  async function end(): Promise<void> {
    clearTimeout(timer);
    const ended = open;
    open = undefined;
    await ended?.close();
  }

  return {
    async render(report) {
      clearTimeout(timer);
      printing++;
      try {
        open ??= openPdfWorkers(count);
        return await open.render(report);
      } finally {
        printing--;
        if (printing === 0) timer = setTimeout(() => void end(), idleMs).unref();
      }
    },
    close: end,
  };
}
