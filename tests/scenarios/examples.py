#!/usr/bin/python3
"""The sample pages of examples/: the answers that their manifest expects, and what the stripped texts hold."""
import os

import harness
from resp import pairs

FOLDER = os.path.join(harness.ROOT, 'examples')
SHIP_FIRST = 'A grain carrier longer than two football fields'
SHIP_LAST = 'neither has been paid for so far.'
BOILERPLATE = ('cookie', 'Recommended', 'RECOMMENDED', 'newsletter', 'Most read', 'Privacy', 'Explore', 'min read',
               'ADVERTISEMENT', 'Readers also liked', 'comments', 'Download the app', 'All rights reserved',
               'museum returns bronze bell after', 'アクセスランキング', '個人情報')


def manifest():
    with open(os.path.join(FOLDER, 'manifest.tsv'), encoding='utf-8') as rows:
        return [row.rstrip('\n').split('\t') for row in rows if not row.startswith('#')]


class Examples(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()
        self.answers = {}
        for name, url, source, story, wanted in manifest():
            with open(os.path.join(FOLDER, name), 'rb') as page:
                answer = self.client.map('SUBMIT', 'id', name, 'url', url, 'source', source, 'body', page.read())
            self.answers[name] = (story, wanted.split('|'), answer)

    def test_every_answer_is_the_expected_one(self):
        wrong = {name: (answer['status'], wanted) for name, (_, wanted, answer) in self.answers.items()
                 if answer['status'] not in wanted}
        self.assertEqual(wrong, {})

    def test_stories_are_clusters(self):
        clusters = {}
        for name, (story, _, answer) in self.answers.items():
            cluster = self.client.map('DOC', f'key:{name}')['cluster']
            clusters.setdefault(story, set()).add(cluster)
        self.assertEqual({story: len(found) for story, found in clusters.items()}, {story: 1 for story in clusters})
        self.assertEqual(len(set.union(*clusters.values())), len(clusters))
        sizes = {pairs(row)['size'] for row in self.client.call('CLUSTERS', 'COUNT', 100)[1]}
        self.assertIn(6, sizes)

    def test_texts_are_stripped(self):
        for name in ('01-harbour-times.html', '02-daily-ledger.html', '03-world-view.txt', '04-north-coast-post.html'):
            text = self.client.call('TEXT', f'key:{name}')
            with self.subTest(name=name):
                self.assertIn(SHIP_FIRST, text)
                self.assertIn(SHIP_LAST, text)
                self.assertIn('If that fails, part of the cargo', text)
                self.assertEqual([word for word in BOILERPLATE if word in text], [])
        for name in ('05-brief-today.html', '07-harbour-times-rates.html', '12-minato-shimbun.html',
                     '13-kaigan-net.txt'):
            text = self.client.call('TEXT', f'key:{name}')
            with self.subTest(name=name):
                self.assertEqual([word for word in BOILERPLATE if word in text], [])
        self.assertIn('港長は記者団に対し', self.client.call('TEXT', 'key:12-minato-shimbun.html'))

    def test_metadata_and_credits(self):
        doc = self.client.map('DOC', 'key:01-harbour-times.html')
        self.assertEqual(doc['title'], 'Stranded grain carrier shuts channel to Port Almeira')
        self.assertIn('2025-03-03', str(doc['published']))
        agencies = {name: answer['agency'] for name, (_, _, answer) in self.answers.items()}
        for name in ('01-harbour-times.html', '02-daily-ledger.html', '03-world-view.txt', '05-brief-today.html'):
            self.assertEqual((name, agencies[name]), (name, 'Reuters'))
        self.assertEqual(agencies['07-harbour-times-rates.html'], 'AP')
        self.assertIn(agencies['10-lusk-ferries-earnings.txt'], (None, ''))


if __name__ == '__main__':
    harness.main()
