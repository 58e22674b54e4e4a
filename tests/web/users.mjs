// The page of a daemon with users: who is asked for a token, what a wrong one is told, and what an admin corrects.
//   node users.mjs http://ADDRESS:PORT STORY OTHER [FOLDER FOR PICTURES]
// The daemon has the users reader (query) and boss (admin), whose tokens are reader-0123456789abcdef and boss-...; STORY is an
// article of a cluster of several, OTHER one of another. Prints a line a step; ends with status 1 when something is not as it should be.
import { openBrowser } from './browser.mjs';

const [base, story, other, folder] = process.argv.slice(2);
const { walk: at, expect, newPage, done, end } = await openBrowser(folder);
const TOKEN = (name) => `${name}-0123456789abcdef`;
/* The answers to somebody without a token, with a wrong one, and with too small a role, and about no article; Chromium tells each as an error. */
const expected = /status of (401|403|404|429)/;

async function fillIn(page, name, token) {
  await page.fill('#who', name);
  await page.fill('#secret', token);
  await page.press('#secret', 'Enter');
}

const asked = (page) => page.waitForSelector('dialog #who');
const sizes = (page) => page.locator('.copies .copy').count();

async function comesIn(look, viewport, colorScheme) {
  const page = await newPage(look, { viewport, colorScheme, expected });
  await page.goto(base);
  await asked(page);
  expect(await page.locator('dialog').count() === 1, 'more than one dialog asks');
  expect(await page.evaluate(() => document.activeElement.id) === 'who', 'the first field has no focus');
  await done('sign-in', look);

  at.step = `wrong token ${look}`;
  await fillIn(page, 'reader', 'wrong-0123456789abcdef');
  await page.waitForSelector('#refused:not([hidden])');
  expect(/no user of that name/.test(await page.textContent('#refused')), 'no word about the wrong token');
  expect(await page.inputValue('#who') === 'reader', 'the name is gone');
  await done('refused', look);
  await page.keyboard.press('Escape');
  expect(await page.isVisible('dialog #who'), 'Escape shows the page without a token');

  at.step = `right token ${look}`;
  for (let tries = 0; tries < 40; tries++) { /* one address waits after a wrong token */
    await fillIn(page, 'reader', TOKEN('reader'));
    await page.waitForFunction(() => !document.querySelector('dialog button')?.disabled);
    if (await page.locator('dialog').count() === 0) break;
    await page.waitForTimeout(300);
  }
  await page.waitForSelector('.rows .row');
  expect(await page.isVisible('#leave'), 'no way to sign out');
  await done('signed-in', look);

  at.step = `remembers ${look}`;
  await page.reload();
  await page.waitForSelector('.rows .row');
  expect(await page.locator('dialog').count() === 0, 'asked again in the same tab');
  expect(await page.evaluate(() => localStorage.length) === 0 && await page.evaluate(() => document.cookie) === '', 'the token is kept for longer than the tab');

  at.step = `may not ${look}`;
  await page.goto(`${base}/#/story/${story}`);
  await page.waitForSelector('.copies .copy');
  const before = await sizes(page);
  page.once('dialog', (dialog) => dialog.accept());
  await page.locator('.copy .do button').last().click();
  await page.waitForSelector('.copy .trouble');
  expect(/does not have the role/.test(await page.textContent('.copy .trouble')), 'no word about the role');
  await done('may-not', look);
  await page.reload();
  await page.waitForSelector('.copies .copy');
  expect(await sizes(page) === before, 'a reader changed a story');

  at.step = `signs out ${look}`;
  await page.click('#leave');
  await asked(page);
  expect(await page.evaluate(() => sessionStorage.length) === 0, 'the token is still there');
  await page.context().close();
}

async function corrects() {
  const page = await newPage('admin', { viewport: { width: 1440, height: 900 }, expected });
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(`${base}/#/story/${story}`);
  await asked(page);
  await fillIn(page, 'boss', TOKEN('boss'));
  await page.waitForSelector('.copies .copy');
  const before = await sizes(page);

  at.step = 'unlink';
  const who = (await page.locator('.copy .who b').last().textContent());
  await page.locator('.copy .do button').last().click();
  await page.waitForFunction((n) => document.querySelectorAll('.copies .copy').length === n - 1, before);
  expect(!(await page.locator('.copy .who b').allTextContents()).includes(who), `${who} is still there`);
  expect(/Taken out/.test(await page.textContent('#said')), 'a screen reader hears nothing of it');

  at.step = 'link';
  await page.click('.correct summary');
  await page.fill('#join', 'key:nowhere');
  await page.press('#join', 'Enter');
  await page.waitForFunction(() => /no article/.test(document.querySelector('.correct [role=status]').textContent));
  expect(await sizes(page) === before - 1, 'something was joined');
  await page.fill('#join', other);
  await page.press('#join', 'Enter');
  await page.waitForFunction((n) => document.querySelectorAll('.copies .copy').length >= n, before);
  await done('joined', 'admin');
  await page.context().close();
}

const DESK = { width: 1440, height: 900 }, PHONE = { width: 390, height: 844 };
await comesIn('desk-light', DESK, 'light');
await comesIn('phone-dark', PHONE, 'dark');
await corrects();
await end();
