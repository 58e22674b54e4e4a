#!/usr/bin/python3
"""The web page: its files and their policy; and a walk through every view in Debian's Chromium, where that is here.

The walk needs chromium, node, and the npm packages playwright-core and axe-core: from SHINGLED_NPM, a folder that has
them in node_modules, else installed into the build directory at full length (SHINGLED_LONG=1), which asks the registry.
"""
import collections
import http.client
import json
import os
import re
import shutil
import subprocess
import sys

import harness
import texts
from resp import encode

sys.path.insert(0, os.path.join(harness.ROOT, 'tests/web'))
import stories  # noqa: E402

VERSIONS = {'playwright-core': '1.64', 'axe-core': '4'}
FOLDER = os.path.join(harness.ROOT, 'web')


class Web(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.port = harness.free_port()
        self.served = self.daemon(http=f'127.0.0.1:{self.port}')

    def get(self, path, **fields):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        connection.request('GET', path, headers=fields)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def test_files_are_served_as_they_are(self):
        names = [name for name in os.listdir(FOLDER) if name.endswith(('.html', '.js', '.css', '.svg'))]
        whole = 0
        for name in names:
            answer, body = self.get('/' if name == 'index.html' else '/' + name)
            with open(os.path.join(FOLDER, name), 'rb') as file:
                self.assertEqual((answer.status, body), (200, file.read()), name)
            policy = answer.getheader('Content-Security-Policy')
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn('unsafe', policy)
            packed, body = self.get('/' if name == 'index.html' else '/' + name, **{'Accept-Encoding': 'gzip'})
            self.assertEqual(packed.status, 200)
            whole += len(body)
        self.assertGreater(len(names), 10)
        self.assertLess(whole, 200_000)  # all views at once

    def test_the_page_asks_nobody_else(self):
        for name in os.listdir(FOLDER):
            if name.endswith(('.html', '.js', '.css', '.svg')):
                with open(os.path.join(FOLDER, name), encoding='utf-8') as file:
                    text = file.read().replace('http://www.w3.org/2000/svg', '')
                self.assertFalse(re.findall(r'https?://[a-z]', text), name)
                self.assertNotRegex(text, r'innerHTML|outerHTML|insertAdjacentHTML|\beval\(', name)

    def packages(self):
        self.need('node')
        if not shutil.which(os.environ.get('CHROMIUM', '/usr/bin/chromium')):
            self.skipTest('chromium is not installed')
        given = os.environ.get('SHINGLED_NPM')
        if given:
            return given
        folder = os.path.join(harness.BUILD, 'npm-web')
        if not os.path.isdir(os.path.join(folder, 'node_modules/playwright-core')):
            if not harness.LONG:
                self.skipTest('playwright-core and axe-core are not here: SHINGLED_NPM, or ./check --full')
            self.need('npm')
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, 'package.json'), 'w', encoding='utf-8') as package:
                package.write('{"private": true}\n')
            run = subprocess.run(['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel', 'error',
                                  *[f'{name}@{version}' for name, version in VERSIONS.items()]],
                                 capture_output=True, text=True, stdin=subprocess.DEVNULL)
            self.assertEqual(run.returncode, 0, run.stderr)
        return folder

    def walk(self, name, *words):
        """Runs a walk in the browser; SHINGLED_PICTURES is a folder to put its pictures into."""
        folder = self.packages()
        pictures = os.environ.get('SHINGLED_PICTURES')
        run = subprocess.run(['node', os.path.join(harness.ROOT, 'tests/web', name), *words, *([pictures] if pictures else [])],
                             cwd=folder, capture_output=True, text=True, timeout=800, stdin=subprocess.DEVNULL)
        print(run.stdout, flush=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_walk(self):
        self.packages()
        stories.feed(f'127.0.0.1:{self.port}')
        self.walk('walk.mjs', f'http://127.0.0.1:{self.port}')

    def fill_story(self, size):
        client = self.served.client()
        requests = []
        for i in range(size):
            fields = {**texts.fields(1, f'site{i}.example'), 'id': f'copy-{i}'}
            requests.append(('SUBMIT', *[part for item in fields.items() for part in item]))
        for start in range(0, size, 100):
            part = requests[start:start + 100]
            for request in part:
                client.send(encode(*request))
            for _ in part:
                client.read()

    def test_a_large_story_is_loaded_part_by_part(self):
        """3 * 1000 and some articles: what the page asks for at first is small, and the parts are the whole."""
        size = 3210
        self.fill_story(size)
        self.assertEqual(self.served.client().map('DOC', 1)['cluster_size'], size)
        packed, body = self.get('/api/v1/clusters/1?after=0&count=1000', **{'Accept-Encoding': 'gzip'})
        self.assertEqual((packed.status, packed.getheader('Content-Encoding')), (200, 'gzip'))
        self.assertLess(len(body), 120_000)
        ids = []
        while True:
            _, body = self.get(f'/api/v1/clusters/1?after={ids[-1] if ids else 0}&count=1000')
            part = [member['id'] for member in json.loads(body)['members']]
            ids += part
            if len(part) < 1000:
                break
        self.assertEqual(ids, list(range(1, size + 1)))
        rows = self.served.ctl('members', '--tsv', '--fields', 'id', '7').split()
        self.assertEqual(rows, [str(i) for i in ids])
        self.assertEqual(len(self.served.ctl('members', '--tsv', '-n', '1001', '7').splitlines()), 1001)
        self.walk('large.mjs', f'http://127.0.0.1:{self.port}', '1', str(size))

    def test_users(self):
        self.packages()
        users = os.path.join(self.folder, 'users')
        with open(users, 'w', encoding='utf-8') as out:
            for name, role in (('reader', 'query'), ('boss', 'admin')):
                run = subprocess.run([harness.program('shingled'), '--hash-token'], input=f'{name}-0123456789abcdef\n',
                                     capture_output=True, text=True, check=True)
                out.write(f'{name} {role} {run.stdout.strip()}\n')
        os.chmod(users, 0o600)
        port = harness.free_port()
        guarded = self.daemon(f'[access]\nusers = {users}\n', http=f'127.0.0.1:{port}')
        client = guarded.client()
        client.call('AUTH', 'boss', 'boss-0123456789abcdef')
        items = stories.submissions(8, 1_700_000_000)
        answers = [client.submit(**item) for item in items]
        sizes = collections.Counter(answer['cluster'] for answer in answers)
        (story, size), (other, _) = sizes.most_common(2)
        self.assertGreater(size, 3)
        self.walk('users.mjs', f'http://127.0.0.1:{port}', str(story), str(other))


if __name__ == '__main__':
    harness.main()
