// What the walks share: Chromium, one page at a time, axe, pictures, and what went wrong.
//   const { expect, done, newPage, ... } = await openBrowser(FOLDER FOR PICTURES)
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openBrowser(folder) {
  if (folder) mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  const problems = [];
  const walk = { browser, page: null, step: 'start', moved: 0 };

  const expect = (truth, what) => { if (!truth) problems.push(`${walk.step}: ${what}`); };

  /* A page without cache or memory. walk.moved counts every byte that it moves, heads of answers too. expected: which console errors are none. */
  async function newPage(look, { expected = /^$/, ...options } = {}) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    walk.page = page;
    walk.step = `start ${look}`;
    walk.moved = 0;
    page.on('console', (message) => { if (message.type() === 'error' && !expected.test(message.text())) problems.push(`${walk.step}: console: ${message.text()}`); });
    page.on('pageerror', (error) => problems.push(`${walk.step}: ${error.stack}`));
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.responseReceived', ({ response }) => { walk.moved += response.encodedDataLength; });
    session.on('Network.dataReceived', ({ encodedDataLength }) => { walk.moved += encodedDataLength; });
    return page;
  }

  async function audit() {
    /* The page's own policy would not let a script in, so axe comes by the debugger's way. */
    const session = await walk.page.context().newCDPSession(walk.page);
    await session.send('Runtime.evaluate', { expression: axe });
    const { result } = await session.send('Runtime.evaluate', {
      expression: 'axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map((v) => [v.impact, v.id, v.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary)])))',
      awaitPromise: true, returnByValue: true });
    await session.detach();
    const violations = JSON.parse(result.value);
    for (const [impact, id, nodes] of violations) if (impact === 'serious' || impact === 'critical') problems.push(`${walk.step}: axe ${impact} ${id}: ${nodes.join(' | ')}`);
    return violations.length;
  }

  /* A view is there: it fits the window, axe has nothing serious against it, and its picture is taken. */
  async function done(name, look) {
    walk.step = `${name} ${look}`;
    await walk.page.waitForTimeout(150);
    const wide = await walk.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide <= 1, `${wide} px wider than the window`);
    const found = await audit();
    if (folder) await walk.page.screenshot({ path: path.join(folder, `${name}-${look}.png`) });
    console.log(`${walk.step}: axe ${found} in all`);
  }

  async function end() {
    await browser.close();
    for (const problem of problems) console.log('PROBLEM', problem);
    console.log(problems.length ? `${problems.length} problems` : 'no problem');
    process.exit(problems.length ? 1 : 0);
  }
  return { walk, problems, expect, newPage, done, end, folder };
}
