#!/usr/bin/python3
"""What one request asks for instead of the settings, CHECK ... EXPLAIN, and shinglectl evaluate."""
import json
import os
import subprocess

import harness
import texts
from resp import Failure, pairs


class Policy(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()

    def refused(self, *words):
        with self.assertRaises(Failure) as failure:
            self.client.call(*words)
        return failure.exception

    def words(self, **fields):
        return [part for item in fields.items() for part in item]

    def test_a_request_has_thresholds_of_its_own(self):
        self.client.submit(**texts.fields(1, 'a.example'), lang='en', published='2025-03-01')
        copy = {'strip': 'no', 'source': 'b.example', 'lang': 'en', 'published': '2025-03-09',
                'text': '\n\n'.join(texts.paragraphs(1)[:6] + texts.paragraphs(2)[:2])}
        check = lambda **more: self.client.map('CHECK', *self.words(**{**copy, **more}))
        self.assertEqual(check()['cluster'], 1)
        self.assertIsNone(check(match_containment='.95')['cluster'])
        self.assertIsNone(check(match_certainty='1')['cluster'])
        self.assertEqual(check(match_window='30d')['cluster'], 1)
        self.assertIsNone(check(match_window='2d')['cluster'])
        self.assertEqual(check(match_window='0')['cluster'], 1)
        self.assertEqual(check(match_same_language='yes')['cluster'], 1)
        self.assertIsNone(check(match_same_language='yes', lang='fr')['cluster'])
        self.assertEqual(check(match_same_language='no', lang='fr')['cluster'], 1)
        self.assertIsNone(check(match_other_source='yes', source='a.example')['cluster'])
        whole = self.client.map('CHECK', 'JSON', json.dumps({**copy, 'text': texts.article(1)}), 'match_window', '2d')
        self.assertEqual(whole['status'], 'new')
        for name, values in {'match_containment': ('0', '1.1', '-1', 'x', '1e3', '.'),
                             'match_resemblance': ('2',), 'match_certainty': ('nan',),
                             'match_window': ('3', '1y', '-1d', '99999999d', 'd'),
                             'match_same_language': ('perhaps',), 'match_other_source': ('2',)}.items():
            for value in values:
                failure = self.refused('CHECK', *self.words(**copy, **{name: value}))
                self.assertEqual(failure.word, 'BADARG', (name, value))
                self.assertIn(name, str(failure))
        # Kept with a policy: it stands alone, and those who come later are judged as ever.
        alone = self.client.submit(**copy, match_containment='.95')
        self.assertEqual((alone['status'], alone['cluster']), ('new', 2))
        self.assertEqual(self.client.submit(**texts.fields(1, 'c.example'))['cluster'], 1)

    def test_check_explains_every_candidate(self):
        for seed in (1, 2, 3):
            self.client.submit(**{**texts.fields(seed, f'{seed}.example'), 'id': f'a{seed}'})
        text = '\n\n'.join(texts.paragraphs(1)[:6] + texts.paragraphs(2)[:2])
        for words in ([*self.words(text=text, strip='no')], ['JSON', json.dumps({'text': text, 'strip': 'no'})],
                      ['JSON', json.dumps({'text': text}), 'strip', 'no']):
            answer = self.client.map('CHECK', *words, 'EXPLAIN')
            trial = [pairs(row) for row in answer['trial']]
            self.assertEqual((answer['matched'], answer['id']), (1, None))
            self.assertEqual((trial[0]['id'], trial[0]['key'], trial[0]['cluster'], trial[0]['reason']),
                             (1, 'a1', 1, 'joins'))
            self.assertGreater(float(trial[0]['containment']), .6)
            self.assertGreater(trial[0]['longest'], 100)
            self.assertGreater(trial[0]['their_shingles'], trial[0]['shared'])
            for row in trial[1:]:
                self.assertEqual((row['id'], row['reason']), (2, 'overlap'))
                self.assertIsNone(row['certainty'])
        self.assertNotIn('trial', self.client.map('CHECK', *self.words(text=text, strip='no')))
        self.assertEqual(self.refused('SUBMIT', 'text', text, 'EXPLAIN').word, 'BADARG')
        exact = self.client.map('CHECK', *self.words(text=texts.article(3), strip='no'), 'EXPLAIN')
        self.assertEqual((exact['status'], exact['trial']), ('exact', []))
        path = os.path.join(self.folder, 'page.txt')
        with open(path, 'w', encoding='utf-8') as page:
            page.write(text)
        shown = self.served.ctl('check', '--explain', path)
        self.assertRegex(shown, r'(?m)^ID +YOUR-ID +CLUSTER +REASON')
        self.assertRegex(shown, r'(?m)^ *1 +a1 +1 +joins')
        self.assertEqual(json.loads(self.served.ctl('check', '--json', '--explain', path))['trial'][0]['key'], 'a1')
        self.assertIsNone(json.loads(self.served.ctl('check', '--json', '--containment', '.95', path))['cluster'])
        self.served.ctl('check', '--containment', '7', path, want=1)

    def test_evaluate(self):
        for seed in range(6):
            self.client.submit(**{**texts.fields(seed, 'a.example'), 'id': f'a{seed}'})
            cut = '\n\n'.join(texts.paragraphs(seed)[:8 - seed])
            self.client.submit(id=f'b{seed}', url=f'https://b.example/{seed}', text=cut, strip='no')
        labels = os.path.join(self.folder, 'labels.tsv')
        rows = [f'key:a{seed}\tkey:b{seed}\tcopy' for seed in range(6)]
        rows += [f'key:a{seed}\tkey:b{(seed + 1) % 6}\tdifferent' for seed in range(6)]
        with open(labels, 'w', encoding='utf-8') as out:
            out.write('# pairs\n' + '\n'.join(rows) + '\n\n')
        result = json.loads(self.served.ctl('evaluate', '--json', labels))
        self.assertEqual((result['copies'], result['different'], result['failed']), (6, 6, 0))
        self.assertEqual(result['clusters'], {'precision': 1, 'recall': 1, 'f1': 1})
        at = {row['threshold']: row for row in result['containment']}
        self.assertEqual((at[.9]['precision'], at[.9]['recall']), (1, 1))
        at = {row['threshold']: row for row in result['resemblance']}
        self.assertEqual(at[.05]['recall'], 1)
        self.assertEqual(at[.5]['precision'], 1)
        self.assertAlmostEqual(at[.5]['recall'], 5 / 6, delta=.17)
        self.assertLess(at[.95]['recall'], .5)
        table = self.served.ctl('evaluate', labels)
        self.assertRegex(table, r'(?m)^THRESHOLD +CONTAINMENT: PRECISION +RECALL +F1 +RESEMBLANCE: PRECISION +RECALL +F1$')
        self.assertRegex(table, r'(?m)^ +0\.90 +1\.000 +1\.000 +1\.000 ')
        self.assertIn('6 copies, 6 different, 0 lines left out', table)
        with open(labels, 'a', encoding='utf-8') as out:
            out.write('key:nobody\t1\tcopy\n1\t2\tmaybe\njunk\n')
        run = subprocess.run([harness.program('shinglectl'), '-s', f'127.0.0.1:{self.served.port}', 'evaluate', labels],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 1)
        self.assertIn('6 copies, 6 different, 3 lines left out', run.stdout)
        self.assertIn("labels.tsv:15: NOTFOUND there is no article 'key:nobody'", run.stderr.replace('NOTFOUND argument', 'NOTFOUND'))
        self.served.ctl('evaluate', '/no/such/file', want=1)
        measures = self.client.map('EXPLAIN', 1, 2, 'MEASURES')
        self.assertNotIn('passages', measures)
        self.assertEqual(measures['same_cluster'], 1)
        self.assertEqual(self.refused('EXPLAIN', 1, 2, 'MORE').word, 'BADARG')


if __name__ == '__main__':
    harness.main()
