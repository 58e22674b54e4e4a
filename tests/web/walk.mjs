// Walks through every view of the page as a person would, at a desk and on a phone, by day and by night:
//   node walk.mjs http://ADDRESS:PORT [FOLDER FOR PICTURES]
// Prints a line a step; ends with status 1 at a console error, a serious axe violation, a view that moves more than 200 KB,
// or something not where it belongs.
import path from 'node:path';
import { openBrowser } from './browser.mjs';

const [base, folder] = process.argv.slice(2);
const { walk: at, expect, newPage, done, end } = await openBrowser(folder);
const LOOKS = [['desk', 1440, 900], ['phone', 390, 844]];
const MOST_BYTES = 200_000; /* that a page load moves */
let page;

const hash = (to) => page.evaluate((place) => { location.hash = place; }, to);

/* What has to come to be true in the page, however slow the machine is. */
async function becomes(truth, otherwise, given) {
  await page.waitForFunction(truth, given).catch(() => expect(false, otherwise));
}

async function walk(look, width, height, colorScheme) {
  page = await newPage(look, { viewport: { width, height }, colorScheme, expected: /status of 404/ });
  await page.goto(base);
  await page.waitForSelector('.rows .row');
  await page.waitForTimeout(200);
  await done('stories', look);

  at.step = `filters ${look}`;
  await page.selectOption('#f-sort', 'size');
  await becomes(() => {
    const sizes = [...document.querySelectorAll('.rows .size b')].map((element) => Number(element.textContent.replace(',', '')));
    return sizes.length > 3 && sizes.every((size, i) => i === 0 || size <= sizes[i - 1]);
  }, 'the largest are not first');
  await page.fill('#f-title', 'ferry');
  await page.press('#f-title', 'Enter');
  await becomes(() => {
    const titles = [...document.querySelectorAll('.rows .headline')];
    return titles.length > 0 && titles.every((element) => /ferry/i.test(element.textContent));
  }, 'there are headlines without the word');
  await hash('#/stories?sort=size');
  await becomes(() => document.querySelectorAll('.rows .row').length > 9, 'the filter stays');

  at.step = `keys ${look}`;
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

  at.step = `compare ${look}`;
  const marked = page.locator('.copy:has(.badge.excerpt) a[data-row], .copy:has(.badge.copy) a[data-row]').first();
  await marked.click();
  await page.waitForSelector('.pair p');
  expect(await page.locator('.pair').count() > 3, 'no paragraphs side by side');
  await done('compare', look);

  at.step = `find ${look}`;
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

  at.step = `other scripts ${look}`;
  for (const [title, direction] of [['الميناء', 'rtl'], ['旧フェリー港', 'ltr']]) {
    await hash(`#/stories?title=${encodeURIComponent(title)}`);
    await becomes((words) => document.querySelector('.rows .headline')?.textContent.includes(words), `no headline with ${title}`, title);
    const headline = page.locator('.rows .headline').first();
    expect(await headline.evaluate((element) => getComputedStyle(element).direction) === direction, `${title} does not run ${direction}`);
    await page.locator('.rows .row').first().click();
    await page.waitForSelector('.copies .copy');
    await done(direction === 'rtl' ? 'arabic' : 'japanese', look);
  }
  at.step = `nothing there ${look}`;
  await hash('#/story/999999999');
  await page.waitForSelector('.trouble');
  expect(/there is no article/.test(await page.locator('.trouble').textContent()), 'no word about what is missing');
  await page.context().close();
}

/* What each view moves when it is the first that a browser without anything of it opens. */
async function weigh() {
  const largest = async () => (await (await fetch(`${base}/api/v1/clusters?sort=size&count=1`)).json()).clusters[0].cluster;
  const story = await largest();
  const { members } = await (await fetch(`${base}/api/v1/clusters/${story}`)).json();
  const copy = members.find((member) => member.id !== member.canonical);
  const views = [['stories', '.rows .row'], [`story/${story}`, '.copies .copy'], [`compare/${copy.canonical}/${copy.id}`, '.pair p'], ['find', '#what'], ['sources', '.sources .source'], ['health', '.facts dt']];
  for (const [view, there] of views) {
    page = await newPage(view);
    await page.goto(`${base}/#/${view}`);
    await page.waitForSelector(there);
    await page.waitForTimeout(1000);
    console.log(`${view} moves ${(at.moved / 1000).toFixed(1)} KB${view.startsWith('story') ? `, a story of ${members.length} articles` : ''}`);
    expect(at.moved > 10_000 && at.moved <= MOST_BYTES, `it moves ${at.moved} bytes`);
    await page.context().close();
  }
}

await weigh();

for (const [name, width, height] of LOOKS) for (const scheme of ['light', 'dark']) await walk(`${name}-${scheme}`, width, height, scheme);
await end();
