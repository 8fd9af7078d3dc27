/** When what is done, in Oslo time. The plan of nights lives in the database; these lines only wake the work. */
export interface Schedule {
  queue: 'sweep' | 'night';
  /** Five fields, or six with seconds; Europe/Oslo. */
  cron: string;
  why: string;
}

export const schedule: Schedule[] = [
  { queue: 'sweep', cron: '*/20 * * * * *', why: 'what stands still is found within a minute' },
  {
    queue: 'night',
    cron: '*/10 * * * *',
    why: 'the watchdog: nights that are due and not done are done, in order, once',
  },
];
