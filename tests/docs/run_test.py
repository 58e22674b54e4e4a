#!/usr/bin/python3
"""The runner of the documentation finds what it is for: it fails when output, status or form are not as a page says."""
import os
import tempfile
import unittest

import man
import page
import run
from shell import Shell


def held(text, **others):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {'page.md': text, **{name + '.md': content for name, content in others.items()}}.items():
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                file.write(content)
        return run.hold(os.path.join(folder, 'page.md'))


def console(*lines, marker=''):
    return '\n'.join(['A page.', '', marker, '```console', *lines, '```', ''])


class Runner(unittest.TestCase):
    def good(self, text, **others):
        report = held(text, **others)
        self.assertEqual(report.problems, [])
        return report

    def bad(self, text, *words, **others):
        problems = '\n'.join(held(text, **others).problems)
        for word in words:
            self.assertIn(word, problems)

    def test_output_is_compared(self):
        self.good(console('$ echo one; echo two >&2', 'one', 'two', '$ true', '$ echo', ''))
        self.bad(console('$ echo one', 'two'), 'line 5', 'two', 'one')
        self.bad(console('$ echo one'), 'line 5')
        self.bad(console('$ true', 'one'), 'line 5')
        self.bad(console('$ printf "a\\nb\\n"', 'a'), 'line 5')

    def test_notation(self):
        self.good(console('$ printf "a 1 b\\nx\\ny\\nend\\n"', 'a … b', '…', 'end'))
        self.good(console('$ echo "a.*"', 'a.…'))
        self.bad(console('$ echo abc', 'a.*'), 'a.*')
        self.bad(console('$ echo a 1 c', 'a … b'), 'a … b')
        self.bad(console('$ printf "a\\nb\\n"', '…', 'c'), 'c')
        self.good(console('$ echo a', 'a', '…'))
        self.good(console('$ echo a', '…', 'a', '…'))
        self.good(console('$ true', '…'))
        self.bad(console('$ printf "a\\nb\\n"', 'a', '…', 'c', '…'), 'c')
        self.assertFalse(page.pattern(['a', '…b']).fullmatch('a\nc\nb\n'))

    def test_status_is_compared(self):
        self.bad(console('$ false'), 'ended with 1')
        self.bad(console('$ no-such-program', '…'), 'ended with 127')
        self.good(console('$ (exit 3)', marker='<!-- exit: 3 -->'))
        self.bad(console('$ true', marker='<!-- exit: 3 -->'), 'ended with 0')

    def test_a_page_has_one_shell(self):
        self.good(console('$ a=7; cd examples', '$ echo $a; ls README.md', '7', 'README.md'))
        self.good(console('$ cat <<END', '> x', '> END', 'x'))
        self.good('<!-- continues: first.md -->\n' + console('$ echo $a', '5'), first=console('$ a=5'))
        self.bad('<!-- continues: first.md -->\n' + console('$ true'), 'first.md', first=console('$ echo no'))
        self.bad(console('$ exit 1'), 'the shell ended')

    def test_what_is_not_run_is_counted(self):
        report = self.good(console('$ false', marker='<!-- not run: it needs root -->'))
        self.assertEqual((report.run, report.skipped), (0, ['line 4: it needs root']))
        report = self.good(console('$ false', marker='<!-- needs: no-such-program -->'))
        self.assertEqual(report.skipped, ['line 4: no-such-program: not installed'])
        report = self.good(console('$ false', marker='<!-- needs: python3-no_such_module -->'))
        self.assertEqual(report.skipped, ['line 4: python3-no_such_module: not installed'])
        self.assertEqual(self.good(console('$ true', marker='<!-- needs: sh python3-json -->')).run, 1)

    def test_nothing_escapes(self):
        self.bad('    $ ls\n', 'outside a console block')
        self.bad('```\n$ ls\n```\n', 'outside a console block')
        self.bad('```python\nprint(1)\n```\n', 'neither a file nor')
        self.bad('```console\n$ ls\n', 'without an end')
        self.bad('<!-- not run: x -->\nWords.\n', 'without a block')
        self.good('<!-- file: a.py -->\n```python\nprint(1)\n```\n' + console('$ python3 a.py', '1'))

    def test_ports_are_those_of_the_pages(self):
        self.good(console('$ [ $SHINGLED_SERVER = 127.0.0.1:76"25" ] || echo another', 'another',
                          '$ echo $SHINGLED_SERVER', '127.0.0.1:7625'))

    def test_a_daemon_is_waited_for(self):
        text = console('$ shingled --data news 2> log &', '$ shinglectl ping', '…', '$ curl -s 127.0.0.1:7626/healthz', '…',
                       '$ kill %1; wait %1')
        self.assertEqual(self.good(text).run, 4)

    def test_write_puts_what_was_printed(self):
        with tempfile.NamedTemporaryFile('w+', suffix='.md') as file:
            file.write(console('$ echo one', 'two', 'three', '$ echo four', '$ echo five', 'f…'))
            file.flush()
            run.rewrite(file.name, run.hold(file.name).rewritten)
            self.assertEqual(run.read(file.name), console('$ echo one', 'one', '$ echo four', 'four', '$ echo five', 'f…'))
            self.assertEqual(run.hold(file.name).problems, [])

    def test_man_pages_are_read(self):
        text = '\n'.join(['.Sh DESCRIPTION', '.Dl $ no', '.Sh EXAMPLES', '.Dl $ ls \\-l', '.\\" not run: why', '.Dl $ rm', '.Bd -literal',
                          '$ one', 'output', '$ two', '.Ed', '.Bd -literal', '[store]', 'path = /srv', '.Ed', '.Sh SEE ALSO', '.Dl $ no'])
        self.assertEqual(list(man.examples(text)), [(4, 'command', 'ls -l'), (6, 'not run', 'why'), (8, 'command', 'one'),
                                                    (10, 'command', 'two'), (12, 'settings', '[store]\npath = /srv')])

    def test_examples_of_man_pages_can_fail(self):
        shell = Shell()
        try:
            self.assertIsNone(man.command(shell, 'echo one'))
            self.assertIsNone(man.command(shell, 'echo one > out'))
            self.assertIn('ended with 1', man.command(shell, 'false'))
            self.assertIn('nothing', man.command(shell, 'true'))
            self.assertIn('empty', man.command(shell, 'true > out'))
            self.assertIsNone(man.settings(shell, '[store]\nkeep = 3d'))
            self.assertIn('keeep', man.settings(shell, '[store]\nkeeep = 3d'))
        finally:
            shell.close()


if __name__ == '__main__':
    unittest.main(verbosity=2)
