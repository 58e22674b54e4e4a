// Walks through every view of the page as a person would, at a desk and on a phone, by day and by night:
//   node walk.mjs http://ADDRESS:PORT [FOLDER FOR PICTURES]
// Prints a line a step; ends with status 1 at a console error, a serious axe violation, or something not where it belongs.
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');
const [base, folder] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const LOOKS = [['desk', 1440, 900], ['phone', 390, 844]];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
const problems = [];
let page, step = 'start', moved = 0;

function expect(truth, what) {
  if (!truth) problems.push(`${step}: ${what}`);
}

async function audit() {
  /* The page's own policy would not let a script in, so axe comes by the debugger's way. */
  const source = (await import('node:fs')).readFileSync(axe, 'utf8');
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: source });
  const { result } = await session.send('Runtime.evaluate', {
    expression: 'axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)])))',
    awaitPromise: true, returnByValue: true });
  await session.detach();
  const violations = JSON.parse(result.value);
  for (const [impact, id, nodes] of violations) if (impact === 'serious' || impact === 'critical') problems.push(`${step}: axe ${impact} ${id}: ${nodes.join(' | ')}`);
  return violations.length;
}

async function done(name, look) {
  step = `${name} ${look}`;
  await page.waitForTimeout(150);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide <= 1, `${wide} px wider than the window`);
  const found = await audit();
  if (folder) await page.screenshot({ path: path.join(folder, `${name}-${look}.png`) });
  console.log(`${step}: axe ${found} in all`);
}

const hash = (to) => page.evaluate((place) => { location.hash = place; }, to);

async function walk(look, width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  page = await context.newPage();
  step = `start ${look}`;
  page.on('console', (message) => { if (message.type() === 'error') problems.push(`${step}: console: ${message.text()}`); });
  page.on('pageerror', (error) => problems.push(`${step}: ${error.stack}`));
  page.on('response', async (answer) => { moved += Number((await answer.allHeaders().catch(() => ({})))['content-length'] ?? 0); });

  moved = 0;
  await page.goto(base);
  await page.waitForSelector('.rows .row');
  await page.waitForTimeout(200);
  console.log(`a page load moves ${Math.round(moved / 1000)} KB`);
  expect(moved <= 200000, `a page load moves ${moved} bytes`);
  await done('stories', look);

  step = `filters ${look}`;
  await page.selectOption('#f-sort', 'size');
  await page.waitForTimeout(300);
  const sizes = (await page.locator('.rows .size b').allTextContents()).map((text) => Number(text.replace(',', '')));
  expect(sizes.length > 3 && sizes.every((size, i) => i === 0 || size <= sizes[i - 1]), `not the largest first: ${sizes}`);
  await page.fill('#f-title', 'ferry');
  await page.press('#f-title', 'Enter');
  await page.waitForTimeout(400);
  expect((await page.locator('.rows .headline').allTextContents()).every((text) => /ferry/i.test(text)), 'a headline without the word');
  await hash('#/stories?sort=size');
  await page.waitForSelector('.rows .row');
  await page.waitForTimeout(300);

  step = `keys ${look}`;
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  expect(await page.locator('dialog kbd').count() > 5, 'no keys are shown');
  await page.keyboard.press('Escape');
  await page.locator('.rows .row').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.copies .copy');
  expect(await page.locator('.timeline .dot').count() > 3, 'no dots on the timeline');
  expect(await page.locator('.copy .measures').count() > 0, 'no measures of copies');
  await done('story', look);
  if (folder) { await page.locator('.copies').evaluate((list) => list.scrollIntoView()); await page.evaluate(() => scrollBy(0, -120)); await page.screenshot({ path: path.join(folder, `copies-${look}.png`) }); }

  step = `compare ${look}`;
  const marked = page.locator('.copy:has(.badge.excerpt) a[data-row], .copy:has(.badge.copy) a[data-row]').first();
  await marked.click();
  await page.waitForSelector('.pair p');
  expect(await page.locator('.pair').count() > 3, 'no paragraphs side by side');
  await done('compare', look);

  step = `find ${look}`;
  await hash('#/find');
  await page.waitForSelector('#what');
  const text = await page.evaluate(async () => (await (await fetch('/api/v1/articles/1/text')).json()).text.split('\n\n').slice(1, 4).join('\n\n'));
  await page.fill('#what', text);
  await page.click('.find button');
  await page.waitForSelector('.found .rows .row');
  expect(/100 %/.test(await page.locator('.found .size').first().textContent()), 'a part of a text is not found in it');
  await done('find', look);
  await page.fill('#what', '<!doctype html><title>A</title><nav><a href="/">Home</a></nav><p>' + text.replaceAll('\n\n', '</p><p>') + '</p><footer>All rights reserved</footer>');
  await page.click('.find button');
  await page.waitForSelector('.lines tbody tr');
  expect(await page.locator('.lines .drop').count() > 0, 'no line is dropped');
  await done('lines', look);

  await hash('#/sources');
  await page.waitForSelector('.sources .source');
  await done('sources', look);

  await hash('#/health');
  await page.waitForSelector('.facts dt');
  const busy = page.evaluate(async (ms) => { for (const end = Date.now() + ms; Date.now() < end;) { await fetch(`/api/v1/articles/${1 + Math.floor(40 * Math.random())}`); await new Promise((done) => setTimeout(done, 40 * Math.random())); } }, folder ? 13000 : 4500);
  await busy;
  await done('health', look);

  step = `other scripts ${look}`;
  for (const [title, direction] of [['الميناء', 'rtl'], ['旧フェリー港', 'ltr']]) {
    await hash(`#/stories?title=${encodeURIComponent(title)}`);
    await page.waitForTimeout(400);
    const headline = page.locator('.rows .headline').first();
    expect(await headline.evaluate((element) => getComputedStyle(element).direction) === direction, `${title} does not run ${direction}`);
    await page.locator('.rows .row').first().click();
    await page.waitForSelector('.copies .copy');
    await done(direction === 'rtl' ? 'arabic' : 'japanese', look);
  }
  step = `nothing there ${look}`;
  await hash('#/story/999999999');
  await page.waitForSelector('.trouble');
  expect(/there is no article/.test(await page.locator('.trouble').textContent()), 'no word about what is missing');
  for (let i = problems.length - 1; i >= 0; i--) if (/status of 404/.test(problems[i]) && problems[i].startsWith('nothing there')) problems.splice(i, 1);
  await context.close();
}

for (const [name, width, height] of LOOKS) for (const scheme of ['light', 'dark']) await walk(`${name}-${scheme}`, width, height, scheme);
await browser.close();
for (const problem of problems) console.log('PROBLEM', problem);
console.log(problems.length ? `${problems.length} problems` : 'no problem');
process.exit(problems.length ? 1 : 0);
