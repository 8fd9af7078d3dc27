/** Logg ut: ends the session here and now. */
import { signOut } from '../../access/sign-in.ts';
import { everybody, type Route } from '../visit.ts';

export const routes: Route[] = [
  {
    path: '/logg-ut',
    roles: everybody,
    post: async (visit) => {
      await signOut(visit.house, visit.user);
      return { redirect: '/palogging', cookie: null };
    },
  },
];
