// The npm clients redis and ioredis against a daemon: connect with their own handshakes, submit, query, pipeline.
// node clients.mjs PORT NAME...   prints one line a client; any error ends it with status 1.
import assert from 'node:assert/strict';

const port = Number(process.argv[2]);
const flat = (answer) =>
  Array.isArray(answer) ? Object.fromEntries(answer.flatMap((x, i) => (i % 2 ? [] : [[x, answer[i + 1]]]))) : answer;
const text = (n) => Array.from({ length: 80 }, (_, i) => `word${n}a${i * 7} went to town${(i * i) % 97} number${n}`).join(' ');
const submit = (n) => ['SUBMIT', 'id', `npm-${n}`, 'url', `https://example.org/npm/${n}`, 'text', text(n), 'strip', 'no'];

async function exercise(name, send) {
  assert.equal(await send(['PING']), 'PONG');
  const first = flat(await send(submit(1)));
  assert.equal(first.key, 'npm-1');
  const doc = flat(await send(['DOC', 'key:npm-1']));
  assert.equal(doc.url, 'https://example.org/npm/1');
  assert.equal(await send(['TEXT', 'key:npm-1']), text(1));
  const many = await Promise.all(Array.from({ length: 200 }, (_, n) => send(submit(n + 2))));
  many.forEach((answer, n) => assert.equal(flat(answer).key, `npm-${n + 2}`));
  await assert.rejects(send(['DOC', 'key:nobody']), /NOTFOUND/);
  console.log(`${name}: ${many.length + 1} articles`);
}

const clients = {
  async redis() {
    const { createClient } = await import('redis');
    for (const RESP of [2, 3]) {
      const client = createClient({ socket: { port }, name: 'scenario', RESP });
      client.on('error', (error) => { console.error(error); process.exit(1); });
      await client.connect();
      await exercise(`redis RESP${RESP}`, (words) => client.sendCommand(words));
      await client.quit();
    }
  },
  async ioredis() {
    const { default: Redis } = await import('ioredis');
    const client = new Redis({ port, connectionName: 'scenario', retryStrategy: null });
    client.on('error', (error) => { console.error(error); process.exit(1); });
    await exercise('ioredis', ([name, ...words]) => client.call(name, ...words));
    const piped = await client.pipeline().call('PING').call('DOC', 'key:npm-1').exec();
    assert.deepEqual(piped.map(([error]) => error), [null, null]);
    await client.quit();
  },
};

for (const name of process.argv.slice(3)) await clients[name]();
