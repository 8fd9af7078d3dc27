/** The portal shows a document from the moment it is stored: delivered when its bytes are where the document says. */
import { digest } from '../../platform/digest.ts';
import type { Route } from '../task.ts';

export const portal: Route = async (house, { document }) => {
  const found = await digest(await house.archive.get(document.path));
  if (found.sha256 !== document.sha256 || BigInt(found.size) !== document.size) {
    throw new Error(`${document.path} is not what was stored. Restore it from the backup and send again.`);
  }
  return { outcome: 'delivered', detail: 'Stored and shown in the portal.' };
};
