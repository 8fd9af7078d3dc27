/** Kommunikasjon › Send fil › Rad: a creditor corrects its own rejected row, by the same code as the operator. */
import { rowPost, rowScreen, type RowDesk } from '../../row-view.ts';
import { creditorSide, type Route } from '../../visit.ts';

const desk: RowDesk = {
  path: '/send-fil/rad',
  back: '/send-fil',
  may: (visit, row) => visit.clients.some((client) => client.number === row.client && client.role === 'approver'),
  decisions: ['withdraw'],
};

export const routes: Route[] = [
  {
    path: '/send-fil/rad/:journal/:row',
    roles: creditorSide,
    get: (visit) => rowScreen(visit, desk),
    post: (visit) => rowPost(visit, desk),
  },
];
