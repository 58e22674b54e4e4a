// Gives two pages of one story to a daemon, asks about it, and follows what happens:  node example.mjs [http://ADDRESS:PORT]
import { readFile } from 'node:fs/promises';
import { Shingled, ShingledError } from './shingled.mjs';

const daemon = new Shingled(process.argv[2], { token: process.env.SHINGLED_TOKEN });
const page = async (name) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

const first = await daemon.submit({ url: 'https://harbourtimes.example/a', html: await page('01-harbour-times.html') });
console.log('first:', first.status);
const second = await daemon.submit({ url: 'https://dailyledger.example/b', html: await page('02-daily-ledger.html') });
console.log('second:', second.status, 'of', second.canonical);
console.log((await daemon.text(first.id)).slice(0, 60));

const many = [{ id: 'brief', html: await page('05-brief-today.html') }, { id: 'nothing', html: '<p>Menu</p>' }];
for await (const answer of daemon.submitMany(many)) console.log('many:', answer.status ?? answer.title, answer.code ?? '');

for (const member of await daemon.members(first.id)) console.log('member:', member.id, member.status, member.source);
for await (const cluster of daemon.clusters({ min_size: 3 })) console.log('cluster:', cluster.size, cluster.title);

const enough = new AbortController();
for await (const change of daemon.changes(0, { signal: enough.signal })) {
  console.log('change:', change.event, change.id);
  if (change.seq >= 3) break;
}
enough.abort();

try {
  await daemon.article('key:unknown');
} catch (error) {
  if (!(error instanceof ShingledError)) throw error;
  console.log('refused:', error.code);
}
