"""shinglectl export against a fake daemon.

usage: export_test.py SHINGLECTL
"""
import json
import os
import signal
import subprocess
import unittest

from client_case import SHINGLECTL, ClientCase, line


class ExportTest(ClientCase):
    def lines(self, fake, *arguments, **more):
        out, err = self.run_client(fake, 'export', *arguments, **more)
        return [json.loads(row) for row in out.splitlines()], err

    def many(self, count=300, **trouble):
        fake = self.fake(**trouble)
        for i in range(count):
            fake.on_submit([b'JSON', line(i, 'text %d' % (i % 12), title='Title %d' % i)])
        return fake

    def test_every_article_with_its_text_and_cluster(self):
        rows, err = self.lines(self.many())
        self.assertEqual(rows[13], {'id': 'a13', 'title': 'Title 13', 'article': 14, 'cluster': 2, 'canonical': 2,
                                    'strip': 'no', 'text': 'text 1'})
        self.assertEqual([row['article'] for row in rows], list(range(1, 301)))
        self.assertEqual(err, '300 articles exported\n')

    def test_canonicals_alone(self):
        fake = self.many()
        rows, _ = self.lines(fake, '--canonicals', '--quiet')
        self.assertEqual([row['article'] for row in rows], list(range(1, 13)))
        self.assertEqual(sum(words[0] == b'TEXT' for words in fake.requests), 12)

    def test_what_it_writes_imports_again(self):
        first, second = self.many(), self.fake()
        out, _ = self.run_client(first, 'export')
        self.run_client(second, 'import', self.file('out.jsonl', out.encode()))
        self.assertEqual(second.articles, first.articles)
        self.assertEqual(self.run_client(second, 'export')[0], out)

    def test_after_and_limit_page_through(self):
        fake = self.many()
        whole, after, parts = self.run_client(fake, 'export')[0], '0', ''
        while True:
            out, _ = self.run_client(fake, 'export', '--after', after, '--limit', '77')
            if not out:
                break
            parts += out
            after = str(json.loads(out.splitlines()[-1])['article'])
        self.assertEqual(parts, whole)
        self.assertEqual(self.run_client(fake, 'export', '--after', '300')[0], '')
        self.run_client(fake, 'export', '--after', '-1', exit=2)

    def test_a_busy_daemon_is_asked_again(self):
        fake = self.many(busy_query_every=97)
        self.assertEqual([row['article'] for row in self.lines(fake)[0]], list(range(1, 301)))
        self.assertGreater(fake.busy_queries, 3)

    def test_what_is_gone_is_passed_over_and_what_is_damaged_told(self):
        fake = self.many(40, gone={3, 40}, damaged={5})
        rows, err = self.lines(fake, exit=1)
        self.assertEqual([row['article'] for row in rows], [i for i in range(1, 41) if i not in (3, 5, 40)])
        self.assertIn('article 5: DAMAGED', err)
        self.assertNotIn('--after', err)

    def test_a_broken_connection_tells_how_to_go_on(self):
        fake = self.many(close_after_queries=200)
        out, err = self.run_client(fake, 'export', exit=3)
        last = json.loads(out.splitlines()[-1])['article'] if out else 0
        self.assertIn('go on with --after %d\n' % last, err)
        rest, _ = self.lines(self.many(), '--after', str(last))
        self.assertEqual(rest[0]['article'], last + 1)

    def test_a_signal_ends_it_behind_a_whole_line(self):
        fake = self.many(slow_read=0.002)
        process = subprocess.Popen([SHINGLECTL, '-s', fake.address, 'export'], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        while sum(words[0] == b'TEXT' for words in fake.requests) < 20:
            pass
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1)
        last = json.loads(out.splitlines()[-1])['article']
        self.assertLess(last, 300)
        self.assertIn(b'go on with --after %d\n' % last, err)

    def test_full_disks_and_closed_pipes(self):
        fake = self.many()
        with open('/dev/full', 'wb') as full:
            result = subprocess.run([SHINGLECTL, '-s', fake.address, 'export'], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b'cannot write: No space left on device', result.stderr)
        result = subprocess.run('%s -s %s export -q | head -c 9' % (SHINGLECTL, fake.address), shell=True,
                                capture_output=True)
        self.assertEqual((result.stdout, result.stderr), (b'{"id":"a0', b''))

    def test_progress_only_on_a_terminal(self):
        fake = self.many(slow_read=0.002)
        with open(os.path.join(self.folder.name, 'out'), 'wb') as out:
            seen, exit = self.on_terminal(fake, 'export', stdout=out)
        self.assertEqual(exit, 0)
        self.assertRegex(seen, r'articles +\d+ %  \d+/s')
        self.assertIn('300 articles exported', seen)
        self.assertNotIn('\x1b', self.run_client(fake, 'export')[1])


if __name__ == '__main__':
    unittest.main(verbosity=1)
