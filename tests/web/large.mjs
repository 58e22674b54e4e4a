// A story of thousands of articles, which the page loads part by part:
//   node large.mjs http://ADDRESS:PORT STORY SIZE [FOLDER FOR PICTURES]
// STORY is an article of a cluster of SIZE. Prints a line a step; ends with status 1 when something is not as it should be.
import { openBrowser } from './browser.mjs';

const [base, story, size, folder] = process.argv.slice(2);
const { walk: at, expect, newPage, done, end } = await openBrowser(folder);
const MOST_BYTES = 200_000; /* that a page load moves */

const page = await newPage('large', { viewport: { width: 1440, height: 900 } });
await page.goto(`${base}/#/story/${story}`);
await page.waitForSelector('.copies .copy');
await page.waitForTimeout(1000);
console.log(`a story of ${size} articles moves ${(at.moved / 1000).toFixed(1)} KB`);
expect(at.moved <= MOST_BYTES, `it moves ${at.moved} bytes`);
const told = await page.textContent('aside h2');
expect(told.startsWith(`${Number(size).toLocaleString('en')} articles, the first `), `the sum says ${told}`);
await done('large', 'desk');

at.step = 'the rest';
const copies = page.locator('.copies .copy');
const links = new Set();
for (let shown = await copies.count(); shown < size; shown = await copies.count()) {
  await page.click('.more');
  await page.waitForFunction((n) => document.querySelectorAll('.copies .copy').length > n, shown);
}
expect(await copies.count() === Number(size), `${await copies.count()} copies are shown`);
for (const link of await page.locator('.copies a[data-row]').all()) links.add(await link.getAttribute('href'));
expect(links.size === Number(size) - 1, `${links.size} copies to compare`);
expect(await page.locator('.more').count() === 0, 'a button for more stays');
await end();
