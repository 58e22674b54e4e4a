#!/usr/bin/python3
"""Removing many articles: by source, cluster, list and age, on request and by store.keep."""
import json
import os
import time

import harness
import texts
from resp import Failure, encode, pairs


class Retention(harness.Scenario):
    def refused(self, client, *words):
        with self.assertRaises(Failure) as failure:
            client.call(*words)
        return failure.exception.word

    def fill(self, client, stories=30, copies=3):
        """Articles 1 to stories * copies: each story's copies come one behind the other, from sites 0, 1 and 2."""
        for story in range(stories):
            for copy in range(copies):
                fields = texts.fields(story, f'site{copy}.example')
                client.send(encode('SUBMIT', *[part for item in {
                    **fields, 'id': f'{story}-{copy}', 'published': f'2025-0{copy + 1}-01',
                    'text': fields['text'] + f'\n\nPrinted by paper {copy}.'}.items() for part in item]))
        return [pairs(client.read()) for _ in range(stories * copies)]

    def all_steps(self, client, *words):
        cursor, removed, steps = 0, 0, 0
        while True:
            cursor, some = client.call(*words, 'CURSOR', cursor)
            removed += some
            steps += 1
            if cursor == 0:
                return removed, steps

    def ids(self, client):
        return [row[0] for row in client.call('ARTICLES', 'COUNT', 10000)[1]]

    def sound(self, daemon):
        daemon.stop()
        status, said = daemon.check()
        self.assertEqual(status, 0, said)
        daemon.start()
        return daemon.client()

    def test_by_source_cluster_and_list(self):
        daemon = self.daemon()
        client = daemon.client()
        answers = self.fill(client)
        self.assertEqual({answer['cluster'] for answer in answers}, set(range(1, 91, 3)))
        self.assertEqual(self.all_steps(client, 'FORGET', 'SOURCE', 'site0.example', 'COUNT', 7), (30, 5))
        self.assertEqual(self.all_steps(client, 'FORGET', 'SOURCE', 'site0.example'), (0, 1))
        self.assertEqual(self.ids(client), [i for i in range(1, 91) if i % 3 != 1])
        row = pairs(client.call('MEMBERS', 2)[0])
        self.assertEqual((row['id'], row['cluster'], row['canonical']), (2, 1, 2))
        self.assertEqual(self.all_steps(client, 'FORGET', 'CLUSTER', 'key:1-2', 'COUNT', 1), (2, 2))
        self.assertEqual(self.refused(client, 'FORGET', 'CLUSTER', 'key:1-2'), 'NOTFOUND')
        self.assertEqual(client.call('FORGET', 'LIST', 'key:2-1\r\n9\n\nkey:nobody\n9\nhttps://site1.example/3'), 3)
        self.assertEqual(client.call('FORGET', '14', 'key:4-2', '14'), 2)
        gone = {5, 6, 8, 9, 11, 14, 15}
        expected = [i for i in range(1, 91) if i % 3 != 1 and i not in gone]
        self.assertEqual(self.ids(client), expected)
        client = self.sound(daemon)
        self.assertEqual(self.ids(client), expected)
        for article in expected:
            self.assertEqual(client.call('TEXT', article).split()[:300],
                             texts.article((article - 1) // 3).split()[:300])
        for words in (('SOURCE',), ('SOURCE', ''), ('CLUSTER',), ('LIST', 'a', 'b'), ('SOURCE', 'a', 'COUNT', '0'),
                      ('SOURCE', 'a', 'NOSUCH', '1')):
            self.assertEqual(self.refused(client, 'FORGET', *words), 'BADARG', words)
        self.assertEqual(self.refused(client, 'FORGET', 'LIST', '\n'.join(map(str, expected * 10))), 'TOOBIG')
        self.assertEqual(self.ids(client), expected)

    def test_by_age(self):
        daemon = self.daemon()
        client = daemon.client()
        self.fill(client)
        came = client.map('DOC', 10)['submitted']
        for words in ((), ('BEFORE',), ('BEFORE', 'never'), ('BEFORE', '2025-01-01', 'BY', 'moon')):
            self.assertIn(self.refused(client, 'EXPIRE', *words), ('BADARG', 'ERR'), words)
        self.assertEqual(self.all_steps(client, 'EXPIRE', 'BEFORE', '2001-01-01'), (0, 1))
        removed, _ = self.all_steps(client, 'EXPIRE', 'BEFORE', str(came), 'COUNT', 2)
        self.assertLess(removed, 10)
        left = self.ids(client)
        self.assertEqual(left, list(range(removed + 1, 91)))
        removed, _ = self.all_steps(client, 'EXPIRE', 'BEFORE', '2025-02-15', 'BY', 'published')
        self.assertEqual(self.ids(client), [i for i in left if i % 3 == 0])
        client = self.sound(daemon)
        removed, steps = self.all_steps(client, 'EXPIRE', 'BEFORE', str(int(time.time() * 1000) + 1000), 'COUNT', 9)
        self.assertEqual(self.ids(client), [])
        self.assertGreater(steps, 2)
        self.assertEqual(client.info()['clusters'], '0')
        self.assertEqual(client.submit(**texts.fields(1))['id'], 91)

    def test_kept_for_so_long(self):
        """The daemon removes by itself what is older; the setting can be changed while it runs."""
        daemon = self.daemon(settings='[store]\nkeep = 1h\n')
        client = daemon.client()
        self.fill(client, 50, 2)
        seq = client.call('SYNC')
        with open(daemon.settings, 'w', encoding='utf-8') as settings:
            settings.write('[store]\nkeep = 1s\n')
        self.assertEqual(client.call('CHANGES', 'AFTER', seq), [])
        os.kill(daemon.process.pid, 1)
        deadline = time.monotonic() + 60
        while client.info()['articles'] != '0' and time.monotonic() < deadline:
            client.call('CHANGES', 'AFTER', client.call('SYNC'), 'BLOCK', 200)
        self.assertEqual(client.info()['articles'], '0')
        events = [pairs(event) for event in client.call('CHANGES', 'AFTER', seq, 'COUNT', 1000)]
        self.assertEqual(sorted(event['id'] for event in events if event['event'] == 'forgotten'),
                         list(range(1, 101)))
        self.assertEqual(client.submit(**texts.fields(1))['status'], 'new')

    def test_the_client(self):
        daemon = self.daemon()
        client = daemon.client()
        self.fill(client)
        self.assertEqual(daemon.ctl('forget', '--source', 'site2.example'), '30 forgotten\n')
        self.assertEqual(json.loads(daemon.ctl('forget', '--json', '--cluster', '1')), {'forgotten': 2})
        self.assertEqual(daemon.ctl('forget', '--list', '-', data='key:1-0\n5\n\n99\n'), '2 forgotten\n')
        self.assertEqual(daemon.ctl('forget', '7', '8'), '2 of 2 forgotten\n')
        daemon.ctl('forget', want=2)
        daemon.ctl('forget', '7', '--source', 'x', want=2)
        daemon.ctl('forget', '--list', '/no/such/file', want=1)
        daemon.ctl('forget', '--cluster', '1', want=1)
        self.assertEqual(daemon.ctl('expire', '1h'), '0 forgotten\n')
        self.assertEqual(json.loads(daemon.ctl('expire', '--json', '--by-published', '2025-01-15')), {'forgotten': 27})
        self.assertEqual(daemon.ctl('expire', 'now'), '27 forgotten\n')
        daemon.ctl('expire', 'sometime', want=2)


if __name__ == '__main__':
    harness.main()
