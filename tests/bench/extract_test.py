"""bench/extract on a few pages: its figures are there, and a peer that cannot be had is skipped.

usage: extract_test.py EXTRACT
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

EXTRACT = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else 'extract'
PAGE = ('<html><body><nav><a href=/>Home</a></nav><article><h1>Storm shuts Westquay harbour</h1><p>The harbour of '
        'Westquay stayed shut on Friday after a storm tore a loading crane off its rails, the port authority said.</p>'
        '</article></body></html>')


class ExtractTest(unittest.TestCase):
    def run_extract(self, *arguments, exit=0, **more):
        result = subprocess.run([EXTRACT, *arguments], capture_output=True, text=True, timeout=60, **more)
        self.assertEqual(result.returncode, exit, result.stdout + result.stderr)
        return result.stdout.splitlines()

    def test_figures(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'pages.jsonl')
            with open(path, 'w', encoding='utf-8') as out:
                for row in ({'html': PAGE}, {'html': ''}, {'other': 'x'}, {'html': PAGE * 3}):
                    out.write(json.dumps(row) + '\n')
            lines = self.run_extract('--rounds', '2', path)
            self.assertRegex(lines[0], r'^3 pages, 0\.0 MB, 0\.\d KB a page, 2 with an article$')
            self.assertRegex(lines[2], r'^libshingle +(\d+\.\d+ *){5}$')
            self.assertRegex(lines[3], r'^memory: .* pages over 3 x page \+ 1 MiB$')
            lines = self.run_extract('--peer', path, env={'PATH': '/nowhere'})
            self.assertRegex(lines[3], r'^Readability +skipped: ')
            self.run_extract('--field', 'nothing', path, exit=1)

    def test_usage(self):
        self.run_extract(exit=2)
        self.run_extract('--rounds', '0', 'x', exit=2)
        self.run_extract('--help')


if __name__ == '__main__':
    unittest.main()
