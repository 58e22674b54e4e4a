#!/usr/bin/python3
"""Lines that a site repeats, through the real daemon: learnt, gone from old and new pages, explained, kept over a
restart, switched off. And over real pages, where ../shared/data is present: as good as without."""
import json
import os
import subprocess
import sys

import harness
import texts

FURNITURE = ('Sign up for the Harbour Letter, delivered every morning.', 'Our journalism depends on readers like you.')
NEARDUP = os.path.join(harness.SHARED, 'neardup')


def page(seed, site='harbour.example'):
    """A page as text: a made-up article with the site's lines in it; strip is off, so that only the template works."""
    parts = texts.paragraphs(seed)
    text = '\n\n'.join([parts[0], FURNITURE[0], *parts[1:], FURNITURE[1]])
    return {**texts.fields(seed, site), 'text': text, 'site_template': 'yes'}


def words(fields):
    return [part for item in fields.items() for part in item]


class Templates(harness.Scenario):
    def has(self, client, seed):
        return [line in client.call('TEXT', f'key:made-{seed}') for line in FURNITURE]

    def test_learnt_from_three_pages(self):
        client = self.daemon().client()
        client.submit(**page(1))
        client.submit(**page(2))
        self.assertEqual(self.has(client, 1) + self.has(client, 2), [True] * 4)
        client.submit(**page(3))
        client.submit(**page(4))
        for seed in range(1, 5):
            self.assertEqual(self.has(client, seed), [False, False], seed)
            self.assertEqual(client.call('TEXT', f'key:made-{seed}').split(), texts.article(seed).split())
            doc = client.map('DOC', f'key:made-{seed}')
            self.assertEqual((doc['template_lines'], doc['template_words']), (2, 16))
            self.assertEqual((doc['lines'], doc['lines_dropped'], doc['words_dropped']), (8, 0, 0))
        copy = client.submit(**{**texts.fields(1, 'other.example'), 'id': 'copy'})
        self.assertEqual((copy['status'], copy['matched'], float(copy['resemblance'])), ('copy', 1, 1.0))

    def test_counters(self):
        daemon = self.daemon(http=f'127.0.0.1:{harness.free_port()}')
        client = daemon.client()
        for seed in range(1, 6):
            client.submit(**page(seed))
        info = dict(line.split(':', 1) for line in client.call('INFO').splitlines() if ':' in line)
        self.assertEqual((info['sites'], info['sites_with_template']), ('1', '1'))
        self.assertEqual((info['template_articles'], info['template_lines'], info['template_words']), ('3', '6', '48'))
        self.assertEqual(info['template_cleaned_again'], '2')

    def test_every_request_may_be_left_out(self):
        client = self.daemon().client()
        for seed in range(1, 4):
            client.submit(**{**page(seed), 'site_template': 'no'})
        clean = {name: value for name, value in page(4).items() if name != 'site_template'}
        client.submit(**clean)  # strip=no alone: nothing is taken out of it, and nothing learnt
        client.submit(**page(5))
        self.assertEqual(self.has(client, 5), [True, True])
        client.submit(**page(6))
        client.submit(**page(7))
        self.assertEqual(self.has(client, 7), [False, False])
        client.call('SUBMIT', 'JSON', json.dumps(page(8)), 'site_template', 'no')
        client.call('SUBMIT', 'JSON', json.dumps(page(9)))
        self.assertEqual(self.has(client, 8) + self.has(client, 9), [True, True, False, False])
        self.assertRaisesRegex(Exception, 'site_template must be yes or no', client.call, 'CHECK', 'text', 'x',
                               'site_template', 'perhaps')

    def test_switched_off(self):
        client = self.daemon('[templates]\nlearn = no\n').client()
        for seed in range(1, 5):
            client.submit(**page(seed))
        self.assertEqual(self.has(client, 4), [True, True])
        self.assertIn('sites:0', client.call('INFO'))

    def test_kept_over_a_restart(self):
        daemon = self.daemon()
        client = daemon.client()
        for seed in range(1, 3):
            client.submit(**page(seed))
        daemon.stop()
        client = daemon.start().client()
        client.submit(**page(3))
        daemon.kill()
        client = daemon.start().client()
        client.submit(**page(4))
        for seed in range(1, 5):
            self.assertEqual(self.has(client, seed), [False, False], seed)
        self.assertEqual(client.submit(**page(2))['id'], 2)
        self.assertEqual(len(client.call('ARTICLES')[1]), 4)
        daemon.stop()
        self.assertEqual(daemon.check()[0], 0, daemon.check()[1])

    def test_updates_do_not_eat_a_story(self):
        client = self.daemon().client()
        parts = texts.paragraphs(1, 12)
        lines = [sentence + '.' for part in parts for sentence in part.rstrip('.').split('. ')]
        for update in range(6):
            fields = {**texts.fields(1), 'id': f'update-{update}', 'url': f'https://harbour.example/{update}',
                      'text': '\n\n'.join(lines[update:]), 'site_template': 'yes'}
            client.submit(**fields)
            self.assertEqual(client.map('DOC', f'key:update-{update}')['template_lines'], 0)

    def test_explain_page(self):
        daemon = self.daemon()
        client = daemon.client()
        for seed in range(1, 4):
            client.submit(**page(seed))
        before = client.call('SYNC')
        answer = client.map('EXPLAINPAGE', *words(page(9)))
        self.assertEqual((answer['outcome'], answer['site'], answer['template_lines']), ('article', 'harbour.example', 2))
        lines = [dict(zip(line[::2], line[1::2])) for line in answer['lines']]
        self.assertEqual([line['text'] for line in lines], [line for line in page(9)['text'].split('\n') if line])
        for line in lines:
            if line['text'] in FURNITURE:
                self.assertEqual((line['kept'], line['pages']), (0, 3))
                self.assertEqual(line['reason'], 'template of harbour.example, seen on 3 pages')
            else:
                self.assertEqual((line['kept'], line['pages'], line['reason']), (1, 0, 'kept as it is'))
        self.assertEqual(client.call('SYNC'), before)
        none = client.map('EXPLAINPAGE', 'html', '<html><body><nav><a href="/">Home</a></nav></body></html>')
        self.assertEqual((none['outcome'], none['site']), ('none', None))
        self.assertTrue(none['reason'])

    def test_explain_page_for_people(self):
        daemon = self.daemon()
        client = daemon.client()
        for seed in range(1, 4):
            client.submit(**page(seed))
        path = os.path.join(self.folder, 'page.txt')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(page(9)['text'])
        shown = daemon.ctl('explain-page', '--url', 'https://harbour.example/9', path)
        dropped = [line for line in shown.splitlines() if line.startswith('drop') and FURNITURE[0] in line]
        self.assertEqual(len(dropped), 1, shown)
        self.assertIn('template of harbour.example, seen on 3 pages', dropped[0])
        self.assertRegex(shown, r'-- \d+ lines kept, \d+ dropped, \d more by the template of harbour.example\n')
        self.assertNotIn('\x1b', shown)
        other = daemon.ctl('explain-page', '--no-template', '--url', 'https://harbour.example/9', path)
        self.assertNotIn('template of', other)
        answer = json.loads(daemon.ctl('explain-page', '--json', '--url', 'https://harbour.example/9', path))
        self.assertEqual(answer['site'], 'harbour.example')
        self.assertEqual(len(answer['lines']), 10)

    def test_import_without(self):
        daemon = self.daemon()
        lines = ''.join(json.dumps(page(seed)) + '\n' for seed in range(1, 5))
        daemon.ctl('import', '--no-template', '-', data=lines)
        self.assertEqual(self.has(daemon.client(), 4), [True, True])


class RealPages(harness.Scenario):
    def scored(self, pages, learn):
        served = self.daemon(f'[templates]\nlearn = {learn}\n')
        served.ctl('import', pages)
        clusters = os.path.join(self.folder, 'clusters.tsv')
        with open(clusters, 'w', encoding='utf-8') as out:
            out.write(served.ctl('clusters', '--tsv'))
        run = subprocess.run([sys.executable, os.path.join(NEARDUP, 'score.py'), '--json',
                              os.path.join(NEARDUP, 'us11_open'), clusters], capture_output=True, text=True, check=True)
        print(learn, run.stdout, flush=True)
        return json.loads(run.stdout)

    def test_us11_pages_off_and_on(self):
        if not harness.LONG:
            self.skipTest('runs with ./check --full')
        pages = os.path.join(NEARDUP, 'us11_open.html.jsonl.zst')
        self.need_file(pages)
        for learn in ('no', 'yes'):
            score = self.scored(pages, learn)
            self.assertGreaterEqual(score['recall'], .93)
            self.assertLessEqual(score['wrong_share'], .01)


if __name__ == '__main__':
    harness.main()
