"""bench/again on a few pages: what comes through is counted.

usage: again_test.py AGAIN
"""
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

AGAIN = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else 'again'
STORY = ('The harbour of Westquay stayed shut on Friday after a storm tore a loading crane off its rails, the port '
         'authority said, and forty ships are waiting outside the mole.')
MORE = ('Divers are to look at the foundations on Saturday. If they find no cracks, the authority hopes to let the first '
        'ferries in on Sunday evening.')
ROWS = ({'html': f'<article><h1>Storm shuts harbour</h1><p>{STORY}</p><p>{MORE}<br>{STORY}</p></article>'},
        {'html': ''}, {'other': 'x'})


class AgainTest(unittest.TestCase):
    def run_again(self, *arguments, exit=0):
        result = subprocess.run([AGAIN, *arguments], capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, exit, result.stdout + result.stderr)
        return result.stdout.splitlines()

    def write(self, folder, rows):
        path = os.path.join(folder, 'pages.jsonl')
        with open(path, 'w', encoding='utf-8') as out:
            out.writelines(json.dumps(row) + '\n' for row in rows)
        return path

    def test_what_comes_through(self):
        with tempfile.TemporaryDirectory() as folder:
            path = self.write(folder, ROWS)
            self.assertEqual(self.run_again('--list', path), [
                f'{path}: 1 pages, 1.0000 whole, 1.0000 to the byte; 1.00000 of all words; 0 lost more than half'])

    def test_what_changes(self):
        """Lines that look wrapped are joined when they are read as text: the same words, other bytes."""
        wrapped = '<br>'.join(textwrap.wrap(f'{STORY} {MORE} {STORY}', 60))
        with tempfile.TemporaryDirectory() as folder:
            path = self.write(folder, [{'html': f'<article><p>{wrapped}</p></article>'}, {'text': STORY}])
            self.assertRegex(self.run_again(path)[0], r': 1 pages, 1\.0000 whole, 0\.0000 to the byte; 1\.00000 of all')
            self.assertRegex(self.run_again('--field', 'text', path)[0], r': 1 pages, 1\.0000 whole, 1\.0000 to the byte')
            self.assertRegex(self.run_again('--field', 'nothing', path)[0], r': 0 pages, ')

    def test_usage(self):
        self.run_again(exit=2)
        self.run_again('--nonsense', exit=2)
        self.assertTrue(self.run_again('--help')[0].startswith('usage: again'))


if __name__ == '__main__':
    unittest.main()
