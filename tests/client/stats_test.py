"""shinglectl stats against a fake daemon.

usage: stats_test.py SHINGLECTL
"""
import json
import unittest

from client_case import ClientCase, line


class StatsTest(ClientCase):
    def test_one_screen(self):
        out, _ = self.run_client(self.filled(), 'stats')
        rows = out.splitlines()
        self.assertLessEqual(len(rows), 24)
        self.assertRegex(rows[0], r'^shingled +0\.1\.0 at 127\.0\.0\.1:\d+, up 1 d 2 h 3 min$')
        self.assertEqual(rows[1:3], ['articles   20 in 12 clusters, 1.7 each', '           new 60.0 %, exact 40.0 %'])
        self.assertIn('sources    7; the largest: s\ufffd0.example 2,000 (25 % copies), ', rows[3])
        self.assertNotIn('s\ufffd5', rows[3])
        self.assertIn('disk       3.0 MiB, 153.6 KiB an article', rows)
        self.assertIn('submit     half within 800 us, 99 % within 12.5 ms', rows)

    def test_json_is_one_object(self):
        row = json.loads(self.run_client(self.filled(), 'stats', '--json')[0])
        self.assertEqual((row['version'], row['articles'], row['disk_bytes']), ('0.1.0', 20, 3 << 20))
        self.assertEqual(row['statuses'], {'new': 12, 'exact': 8, 'copy': 0})
        self.assertEqual(len(row['sources']), 7)
        self.assertEqual(row['sources'][0]['agencies'], [{'agency': 'Reuters', 'articles': 3}])

    def test_without_the_right_to_ask_for_sources(self):
        fake = self.fake(no_sources=True)
        fake.on_submit([b'JSON', line(1)])
        out, err = self.run_client(fake, 'stats')
        self.assertIn('articles   1 in 1 clusters', out)
        self.assertNotIn('sources', out)
        self.assertEqual(err, '')
        self.assertIsNone(json.loads(self.run_client(fake, 'stats', '--json')[0])['sources'])

    def test_an_empty_store(self):
        self.assertIn('articles   0 in 0 clusters\n', self.run_client(self.fake(), 'stats')[0])


if __name__ == '__main__':
    unittest.main(verbosity=1)
