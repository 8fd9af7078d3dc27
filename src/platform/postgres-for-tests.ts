/** A process that starts or joins the PostgreSQL of a data folder, prints its address, and stays until its input ends. Argument: the data folder. */
import { once } from 'node:events';
import { startPostgres } from './postgres.ts';

const [dataFolder = ''] = process.argv.slice(2);
const postgres = await startPostgres({ dataFolder });
console.log(postgres.url);
process.stdin.resume();
await once(process.stdin, 'end');
await postgres.stop();
console.log('stopped');
