// Mozilla Readability over pages: parse with linkedom, extract, take the text. For bench/extract --peer.
//
//   node readability.mjs FOLDER ROUNDS FIELD FILE...
//
// Prints pages a second, MB a second, median, 99th percentile and most milliseconds of a page, each page by its fastest
// round, and how many pages gave an article. Times are of the processor, as the bench's own are.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, rounds, field, ...files] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const { Readability } = require('@mozilla/readability');
const { parseHTML } = require('linkedom');

function read(file) {
    if (!file.endsWith('.zst'))
        return readFileSync(file, 'utf8');
    return spawnSync('zstd', ['-qdc', '--long=27', file], { maxBuffer: 2 ** 30, encoding: 'utf8' }).stdout;
}

const pages = files.flatMap(file => read(file).split('\n').filter(line => line))
    .map(line => JSON.parse(line)[field]).filter(page => typeof page === 'string');
const sizes = pages.map(page => Buffer.byteLength(page));
const best = pages.map(() => Infinity);
let found = 0;

for (let round = 0; round < Number(rounds); round++) {
    found = 0;
    pages.forEach((page, i) => {
        const start = process.cpuUsage();
        let text = '';
        try {
            text = new Readability(parseHTML(page).document).parse()?.textContent ?? '';
        } catch { /* a page that breaks it has no article */ }
        const took = process.cpuUsage(start);
        best[i] = Math.min(best[i], (took.user + took.system) / 1000);
        found += text.trim() !== '';
    });
}

const seconds = best.reduce((sum, ms) => sum + ms, 0) / 1000;
const bytes = sizes.reduce((sum, size) => sum + size, 0);
const sorted = best.toSorted((a, b) => a - b);
const at = share => sorted[Math.floor(Math.min(sorted.length * share, sorted.length - 1))];
console.log(pages.length / seconds, bytes / 1e6 / seconds, at(0.5), at(0.99), at(1), found);
