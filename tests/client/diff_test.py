"""shinglectl diff against a fake daemon.

usage: diff_test.py SHINGLECTL
"""
import json
import unittest

from client_case import ClientCase, line


class DiffTest(ClientCase):
    def diff_of(self, a, b):
        fake = self.fake()
        for i, text in enumerate((a, b)):
            fake.on_submit([b'JSON', line(i, text, title='Title %d' % i)])
        return fake

    def test_diff_marks_words(self):
        text = 'The port of Aldermouth stays closed until Friday and ferries do not run'
        fake = self.diff_of(text, text.replace('closed', 'shut').replace('do not run', 'run again'))
        out, _ = self.run_client(fake, 'diff', '1', 'key:a1')
        self.assertEqual(out.splitlines(), [
            '--- 1  key:a0  Title 0', '+++ 2  key:a1  Title 1', 'resemblance 0.50, of A in B 0.75, of B in A 0.60',
            '@@ -6 +6 @@', 'The port of Aldermouth stays [-closed-] {+shut+} until Friday and ferries [-do not-] run {+again+}'])
        self.assertEqual(json.loads(self.run_client(fake, 'diff', '--json', '1', '2')[0])['runs'][1],
                         {'kind': 'cut', 'words': 1, 'text': ' closed'})
        seen, exit = self.on_terminal(fake, 'diff', '1', '2')
        self.assertEqual(exit, 0)
        self.assertIn('stays \x1b[31mclosed\x1b[0m \x1b[32mshut\x1b[0m until', seen)
        self.assertIn('\x1b[36m@@ -6 +6 @@\x1b[0m', seen)
        self.assertNotIn('[-', seen)
        self.assertEqual(self.run_client(fake, 'diff', '1', 'key:none', exit=1)[1], 'shinglectl: NOTFOUND not found\n')

    def test_diff_leaves_out_what_stays(self):
        words = ['word%d' % i for i in range(400)]
        changed = words[:100] + ['new'] + words[100:300] + words[303:]
        fake = self.diff_of(' '.join(words), ' '.join(changed))
        out, _ = self.run_client(fake, 'diff', '1', '2')
        rows = out.splitlines()[3:]
        self.assertEqual([row for row in rows if row[:2] == '@@'], ['@@ -101 +101 @@', '@@ -301 +302 @@'])
        self.assertTrue(rows[1].startswith('... word8'), rows[1])
        self.assertIn('word99 {+new+} word100 ', out)
        self.assertIn('word299 [-word300 word301 word302-] word303', out.replace('\n', ' '))
        self.assertLessEqual(max(map(len, rows)), 100)
        self.assertLess(len(out), 1000)
        self.assertIn('The same words.', self.run_client(fake, 'diff', '1', '1')[0])

    def test_diff_of_foreign_text_is_safe_and_fits(self):
        fake = self.diff_of('\u5317\u4eac' * 120 + ' a\x1b[31mb', '\u5317\u4eac' * 120 + ' \u202eb')
        out, _ = self.run_client(fake, 'diff', '1', '2')
        self.assertNotIn('\x1b', out)
        self.assertNotIn('\u202e', out)
        self.assertIn('[-a\ufffd[31mb-]', out)
        fake = self.diff_of('\u5317\u4eac' * 120, '\u4e0a\u6d77' * 120)
        rows = self.run_client(fake, 'diff', '1', '2')[0].splitlines()[4:]
        self.assertEqual(''.join(rows).replace(' ', ''), '[-%s-]{+%s+}' % ('\u5317\u4eac' * 120, '\u4e0a\u6d77' * 120))
        self.assertLessEqual(max(2 * len(row) - 4 for row in rows), 100)


if __name__ == '__main__':
    unittest.main(verbosity=1)
