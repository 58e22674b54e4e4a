// Takes the pictures of the web page that the documentation shows; make.sh runs it.
//   node shots.mjs http://ADDRESS:PORT FOLDER [png]
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const [base, folder, format = 'webp'] = process.argv.slice(2);
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

async function shoot(page, name) {
  await page.waitForTimeout(400);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', format === 'webp' ? { format, quality: 82 } : { format });
  await session.detach();
  writeFileSync(path.join(folder, `${name}.${format}`), Buffer.from(data, 'base64'));
  console.log(`${name}.${format}`);
}

async function views(look, width, height, colorScheme, names) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const page = await context.newPage();
  const story = (await (await page.request.get(`${base}/api/v1/articles/key:01-harbour-times.html`)).json()).cluster;
  const parts = await (await page.request.get(`${base}/api/v1/articles/key:01-harbour-times.html/text`)).json();
  const steps = {
    stories: async () => { await page.goto(`${base}/#/stories`); await page.waitForSelector('.rows .row'); },
    story: async () => { await page.goto(`${base}/#/story/${story}`); await page.waitForSelector('.copies .copy'); },
    compare: async () => {
      await page.goto(`${base}/#/story/${story}`);
      await page.locator('.copy:has-text("northcoastpost") a[data-row]').first().click();
      await page.waitForSelector('.pair p');
    },
    find: async () => {
      await page.goto(`${base}/#/find`);
      await page.fill('#what', parts.text.split('\n\n').slice(1, 3).join('\n\n'));
      await page.click('.find button');
      await page.waitForSelector('.found .rows .row');
    },
    sources: async () => { await page.goto(`${base}/#/sources`); await page.waitForSelector('.sources .source'); },
  };
  for (const name of names) {
    await steps[name]();
    await shoot(page, `${name}-${look}`);
  }
  await context.close();
}

await views('light', 1440, 900, 'light', ['stories', 'story', 'compare', 'find', 'sources']);
await views('dark', 1440, 900, 'dark', ['stories', 'story']);
await views('phone', 390, 844, 'light', ['stories', 'story']);
await browser.close();
