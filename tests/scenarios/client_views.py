#!/usr/bin/python3
"""What shinglectl shows and writes of a real daemon's store: export and the rest."""
import json
import os
import subprocess
import unittest

import harness
import texts


class Views(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()

    def fill(self, count=60):
        """Stories of four copies each, articles without an id, without a URL, and one whose page is HTML."""
        for i in range(count):
            fields = texts.fields(i // 4, f'site{i % 4}.example')
            fields['id'] = f'a{i}'
            if i % 5 == 0:
                fields.pop('id')
            elif i % 7 == 0:
                fields.pop('url')
            self.client.submit(**fields, byline='A. Writer', published='2025-11-21T08:00:00Z', lang='en')
        page = '<html><title>Mill reopens</title><h1>Mill reopens</h1>' + ''.join(
            f'<p>{paragraph}</p>' for paragraph in texts.paragraphs('page', 6)) + '<nav>Home About</nav></html>'
        self.client.submit(id='page', url='https://page.example/1', html=page)

    def exported(self, served, *words):
        return [json.loads(line) for line in served.ctl('export', *words).splitlines()]

    def test_an_export_imports_again_as_it_was(self):
        self.fill()
        rows = self.exported(self.served)
        self.assertEqual(len(rows), 61)
        self.assertEqual(rows[-1]['text'], self.client.call('TEXT', 'key:page'))
        path = os.path.join(self.folder, 'out.jsonl')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(self.served.ctl('export'))
        other = self.daemon()
        other.ctl('import', path)
        again = self.exported(other)
        for row in rows + again:
            row.pop('submitted')
        self.assertEqual(again, rows)

    def test_canonicals_are_one_a_cluster(self):
        self.fill()
        rows = self.exported(self.served, '--canonicals')
        listed = [json.loads(line) for line in self.served.ctl('clusters', '--json').splitlines()]
        self.assertEqual(sorted(row['article'] for row in rows), sorted(row['canonical'] for row in listed))
        self.assertTrue(all(row['article'] == row['canonical'] for row in rows))
        self.assertEqual(self.exported(self.served, '--canonicals', '--after', str(rows[2]['article'])), rows[3:])

    def test_stats_are_of_the_store(self):
        self.fill(20)
        told = json.loads(self.served.ctl('stats', '--json'))
        self.assertEqual(told['articles'], 21)
        self.assertEqual(sum(told['statuses'].values()), 21)
        self.assertIn('articles   21 in ', self.served.ctl('stats'))

    def test_top_shows_the_biggest_stories_first(self):
        self.fill(40)
        rows = self.served.ctl('top').splitlines()
        self.assertIn('articles 41 in ', rows[1])
        sizes = [int(row.split()[1]) for row in rows[7:]]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertGreater(len(sizes), 5)

    def test_fields_are_those_of_the_daemon(self):
        self.fill(8)
        rows = self.served.ctl('members', '--tsv', '--fields', 'source,status,resemblance', '2').splitlines()
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows[0].split('\t')[:2], ['site0.example', 'new'])
        unknown = subprocess.run([harness.program('shinglectl'), '-s', self.served.unix_address, 'clusters', '--fields',
                                  'nosuch'], capture_output=True, text=True)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn('there are: cluster, size, canonical, key, title', unknown.stderr)

    @unittest.skipIf(harness.SLOW, 'a sanitizer keeps memory of its own')
    def test_a_large_export_takes_little_memory(self):
        """40 MB of texts, and a program that needs a few."""
        path, count = os.path.join(self.folder, 'in.jsonl'), 2000
        with open(path, 'w', encoding='utf-8') as out:
            for i in range(count):
                text = texts.article(i, 4) + ' '.join(f'w{i}x{j}' for j in range(2000))
                out.write(json.dumps({'id': f'm{i}', 'strip': 'no', 'text': text}) + '\n')
        self.served.ctl('import', '-q', path)
        with open(os.path.join(self.folder, 'out.jsonl'), 'wb') as out:
            process = subprocess.Popen([harness.program('shinglectl'), '-s', self.served.unix_address, 'export', '-q'],
                                       stdout=out)
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        self.assertEqual(status, 0)
        with open(os.path.join(self.folder, 'out.jsonl'), encoding='utf-8') as rows:
            self.assertEqual([json.loads(row)['id'] for row in rows], [f'm{i}' for i in range(count)])
        self.assertGreater(os.path.getsize(path), 30e6)
        self.assertLess(used.ru_maxrss, 24 << 10)


if __name__ == '__main__':
    harness.main()
