#!/usr/bin/python3
"""Real articles, where ../shared/data is present: clusters through the daemon, extraction through the filter, the seed
page. Each set is held to what the project promises for it."""
import json
import os
import subprocess
import sys

import harness

NEARDUP = os.path.join(harness.SHARED, 'neardup')
EXTRACT = os.path.join(harness.SHARED, 'extract')
SEED = os.path.join(harness.SHARED, 'seed/000_f662e1ec97e45b42.txt')


class NearDuplicates(harness.Scenario):
    def scored(self, name, *imports):
        """Imports the files into a fresh daemon and scores its clusters against the labels of name."""
        for path in imports:
            self.need_file(path)
        served = self.daemon()
        for path in imports:
            served.ctl('import', path)
        clusters = os.path.join(self.folder, 'clusters.tsv')
        with open(clusters, 'w', encoding='utf-8') as out:
            out.write(served.ctl('clusters', '--tsv'))
        run = subprocess.run([sys.executable, os.path.join(NEARDUP, 'score.py'), '--json',
                              os.path.join(NEARDUP, name), clusters], capture_output=True, text=True, check=True)
        print(name, run.stdout, flush=True)
        return json.loads(run.stdout)

    def hold(self, score, recall, wrong):
        self.assertGreaterEqual(score['recall'], recall)
        self.assertLessEqual(score['wrong_share'], wrong)

    def test_us11(self):
        self.hold(self.scored('us11_open', os.path.join(NEARDUP, 'us11_open.jsonl.zst')), .90, .01)

    def test_fnc(self):
        self.hold(self.scored('fnc_open', os.path.join(NEARDUP, 'fnc_open.jsonl.zst')), .90, .01)

    def test_background_first(self):
        if not harness.LONG:
            self.skipTest('runs with ./check --full')
        self.hold(self.scored('us11_open', os.path.join(NEARDUP, 'background_open.jsonl.zst'),
                              os.path.join(NEARDUP, 'us11_open.jsonl.zst')), .90, .01)

    def test_us11_pages(self):
        if not harness.LONG:
            self.skipTest('runs with ./check --full')
        self.hold(self.scored('us11_open', os.path.join(NEARDUP, 'us11_open.html.jsonl.zst')), .80, .03)


class Extraction(harness.Scenario):
    def filter(self, *words, stdin=None):
        return subprocess.run([harness.program('shingle-extract'), *words], stdin=stdin, capture_output=True, text=True,
                              check=True).stdout

    def test_fundus(self):
        pages = os.path.join(EXTRACT, 'fundus.html.jsonl.zst')
        self.need_file(pages)
        self.need('zstd')
        unpack = subprocess.Popen(['zstd', '-dc', '--long=27', pages], stdout=subprocess.PIPE)
        out = os.path.join(self.folder, 'out.jsonl')
        with open(out, 'w', encoding='utf-8') as file:
            file.write(self.filter('--jsonl', stdin=unpack.stdout))
        unpack.stdout.close()
        self.assertEqual(unpack.wait(), 0)
        run = subprocess.run([sys.executable, os.path.join(EXTRACT, 'score.py'), '--json',
                              os.path.join(EXTRACT, 'fundus.truth.json'), out], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        score = next(iter(json.loads(run.stdout).values()))['shingle']
        print('fundus', score, flush=True)
        self.assertGreaterEqual(score['f1'], .88)

    def test_seed(self):
        self.need_file(SEED)
        text = self.filter(SEED)
        self.assertRegex(text, "^Ukrainian President Volodymyr Zelenskyy.s top security official denied")
        self.assertTrue(text.rstrip().endswith('undermined by a corruption scandal.'))
        self.assertIn('Kiev faces tough choices', text)
        for line in ('RECOMMENDED', 'RelatedTRT World', 'SOURCE:', 'Explore', 'min read', '/ Reuters'):
            self.assertNotIn(line, text)
        article = json.loads(self.filter('--format', 'json', SEED))
        self.assertEqual((article['agency'], str(article['published'])[:10]), ('Reuters', '2025-11-21'))
        self.assertTrue(article['title'])


if __name__ == '__main__':
    harness.main()
