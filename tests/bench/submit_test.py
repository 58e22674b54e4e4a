"""bench/submit against a fake daemon: every article arrives once, also after BUSY, and the figures add up.

usage: submit_test.py SUBMIT
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'client'))
from fake_server import FakeServer

SUBMIT = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else 'submit'


class SubmitTest(unittest.TestCase):
    def run_submit(self, *arguments, exit=0):
        result = subprocess.run([SUBMIT, *arguments], capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, exit, result.stdout + result.stderr)
        return result.stdout, result.stderr

    def test_every_article_arrives(self):
        for trouble in ({}, {'busy_every': 5}):
            with FakeServer(**trouble) as fake:
                out, _ = self.run_submit('-s', fake.address, '-n', '500', '-c', '3', '-p', '16', '--pid',
                                         str(os.getpid()), '--data', os.path.dirname(os.path.abspath(__file__)))
                self.assertEqual({a['key'] for a in fake.articles}, {'g%d' % i for i in range(500)})
                self.assertEqual(len(fake.articles), 500)
            self.assertIn('500 articles, 3 connections x 16 in flight', out)
            self.assertEqual(sum(map(int, re.findall(r' (?:new|exact) (\d+)', out))), 500)
            self.assertRegex(out, r'latency   p50 [\d.]+  p90 [\d.]+  p99 [\d.]+  p99.9 [\d.]+  max [\d.]+ ms\n')
            self.assertRegex(out, r'VmRSS [\d.]+ -> [\d.]+ MB')
            self.assertRegex(out, r'disk      [\d.]+ -> [\d.]+ MB')
            self.assertEqual('busy' in out, bool(trouble))

    def test_generated_lines_are_the_articles_that_are_sent(self):
        out, _ = self.run_submit('--generate', '-n', '50', '--seed', '7')
        rows = [json.loads(row) for row in out.splitlines()]
        self.assertEqual(len(rows), 50)
        with FakeServer() as fake:
            self.run_submit('-s', fake.address, '-n', '50', '--seed', '7')
            self.assertEqual({a['text'] for a in fake.articles}, {row['text'] for row in rows})
        with FakeServer() as fake, tempfile.NamedTemporaryFile() as file:
            file.write(out.encode())
            file.flush()
            self.run_submit('-s', fake.address, '--file', file.name)
            self.assertEqual([a['key'] for a in sorted(fake.articles, key=lambda a: int(a['key'][1:]))],
                             [row['id'] for row in rows])

    def test_failures_are_told(self):
        self.assertIn('cannot connect', self.run_submit('-s', '127.0.0.1:1', exit=1)[1])
        self.run_submit('-c', '0', exit=2)
        self.run_submit('--nosuch', exit=2)
        self.run_submit('surplus', exit=2)
        with FakeServer(close_after=50) as fake:
            self.run_submit('-s', fake.address, '-n', '1000', exit=1)


if __name__ == '__main__':
    unittest.main(verbosity=1)
