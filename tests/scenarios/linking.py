#!/usr/bin/python3
"""LINK and UNLINK: what a person decides about clusters holds, also for what comes later and after a restart."""
import json

import harness
import texts
from resp import Failure, pairs


class Linking(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.served = self.daemon()
        self.client = self.served.client()

    def refused(self, *words):
        with self.assertRaises(Failure) as failure:
            self.client.call(*words)
        return failure.exception.word

    def members(self, ref):
        return [pairs(member)['id'] for member in self.client.call('MEMBERS', ref)]

    def events(self, after):
        return [(event['event'], event['id'], event['cluster'], event['other'])
                for event in map(pairs, self.client.call('CHANGES', 'AFTER', after))]

    def part(self, first, last, name):
        """Paragraphs of one long story."""
        text = '\n\n'.join(texts.paragraphs('long', 40)[first:last])
        return self.client.submit(id=name, url=f'https://{name}.example/', text=text, strip='no')

    def test_linked_clusters_stay_one(self):
        self.client.submit(**texts.fields(1))
        self.client.submit(**texts.fields(2))
        seq = self.client.call('SYNC')
        answer = self.client.map('LINK', 'key:made-2', 1)
        self.assertEqual(answer, {'id': 2, 'cluster': 1, 'size': 2, 'canonical': 1, 'changed': 1})
        self.assertEqual(self.events(seq), [('merged', 2, 1, 2)])
        self.assertEqual(self.client.map('LINK', 1, 2)['changed'], 0)
        excerpt = self.client.submit(id='cut', url='https://c.example/', strip='no',
                                     text='\n\n'.join(texts.paragraphs(2)[:3]))
        self.assertEqual((excerpt['status'], excerpt['matched'], excerpt['cluster']), ('excerpt', 2, 1))
        copy = self.client.submit(**{**texts.fields(2, 'b.example'), 'id': 'b'})
        self.assertEqual(copy['cluster'], 1)
        self.served.stop()
        self.served.start()
        self.client = self.served.client()
        self.assertEqual(self.members(4), [1, 2, 3, 4])
        self.assertEqual(self.refused('LINK', 1, 1), 'BADARG')
        self.assertEqual(self.refused('LINK', 1, 'key:nobody'), 'NOTFOUND')
        self.assertEqual(self.refused('LINK', 1), 'ERR')
        self.assertEqual(self.refused('UNLINK', 1, 2, 3), 'BADARG')

    def test_unlinked_clusters_are_not_merged_by_what_comes_later(self):
        self.part(0, 16, 'left')
        self.part(10, 26, 'right')
        self.assertEqual(self.members(2), [2])
        self.assertEqual(self.client.map('UNLINK', 1, 2)['changed'], 1)
        self.served.stop()
        self.served.start()
        self.client = self.served.client()
        middle = self.part(4, 22, 'middle')
        self.assertIn(middle['status'], ('copy', 'excerpt', 'extended'))
        self.assertNotIn(1, self.members(2))
        self.client.map('LINK', 1, 2)
        self.assertEqual(self.members(1), [1, 2, 3])

    def test_the_same_without_unlink_merges(self):
        self.part(0, 16, 'left')
        self.part(10, 26, 'right')
        self.part(4, 22, 'middle')
        self.assertEqual(self.members(1), [1, 2, 3])

    def test_an_article_leaves_its_cluster(self):
        for i in range(4):
            self.client.submit(**{**texts.fields(1, f's{i}.example'), 'id': f'copy {i}'})
        seq = self.client.call('SYNC')
        answer = self.client.map('UNLINK', 1)
        self.assertEqual(answer, {'id': 1, 'cluster': 1, 'size': 1, 'canonical': 1, 'rest': 2, 'changed': 1})
        self.assertEqual(self.events(seq), [('renamed', 1, 2, 1), ('split', 1, 1, 2), ('re-elected', 2, 2, 1)])
        self.assertEqual((self.members(1), self.members(4)), ([1], [2, 3, 4]))
        for article in range(1, 5):
            self.assertEqual(self.client.call('TEXT', article).split(), texts.article(1).split())
        self.assertEqual(self.client.map('UNLINK', 1)['changed'], 0)
        self.client.call('FORGET', 1)
        self.served.stop()
        self.served.start()
        self.client = self.served.client()
        self.assertEqual(self.members(4), [2, 3, 4])
        self.served.stop()
        status, said = self.served.check()
        self.assertEqual(status, 0, said)

    def test_the_client(self):
        self.client.submit(**texts.fields(1))
        self.client.submit(**texts.fields(2))
        self.assertEqual(self.served.ctl('link', '2', '1'), 'now one: cluster 1 of 2 articles, canonical 1\n')
        self.assertEqual(self.served.ctl('link', '2', '1'), 'were one already: cluster 1 of 2 articles, canonical 1\n')
        self.assertEqual(self.served.ctl('unlink', 'key:made-2'), 'article 2 is alone in cluster 2, the rest is '
                                                                  'cluster 1\n')
        self.assertEqual(self.served.ctl('unlink', '2'), 'nothing changed: article 2 is alone in its cluster\n')
        self.assertEqual(json.loads(self.served.ctl('link', '--json', '1', '2')),
                         {'id': 1, 'cluster': 1, 'size': 2, 'canonical': 1, 'changed': 1})
        self.assertEqual(json.loads(self.served.ctl('unlink', '--json', '2', '1'))['rest'], 1)
        self.served.ctl('unlink', '2', '99', want=1)


if __name__ == '__main__':
    harness.main()
