"""shinglectl completions, in the shells themselves where they are installed.

usage: completions_test.py SHINGLECTL
"""
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import time
import unittest

from client_case import SHINGLECTL, ClientCase

WAIT_S = 300


class CompletionsTest(ClientCase):
    def script(self, shell):
        if not shutil.which(shell):
            self.skipTest('no %s here' % shell)
        path = self.file(shell, subprocess.run([SHINGLECTL, 'completions', shell], check=True, capture_output=True).stdout)
        subprocess.run([shell, '-n', path], check=True)
        return path

    def shell(self, *command):
        result = subprocess.run(command, capture_output=True, text=True, cwd=self.folder.name, timeout=WAIT_S,
                                env={**os.environ, 'HOME': self.folder.name, 'XDG_CONFIG_HOME': self.folder.name})
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        return result.stdout.splitlines()

    def test_every_command_and_option_is_there(self):
        help = self.run_client('127.0.0.1:1', '--help')[0]
        commands = [row.split()[0] for row in help.split('daemon.\n\n')[1].split('\n\n')[0].splitlines()]
        self.assertGreater(len(commands), 20)
        scripts = [self.run_client('127.0.0.1:1', 'completions', shell)[0] for shell in ('bash', 'zsh', 'fish')]
        for command in commands:
            options = re.findall(r'--([a-z-]+) ', self.run_client('127.0.0.1:1', command, '--help')[0])
            for text in scripts:
                self.assertRegex(text, r'\b%s\b' % command)
                for option in options:
                    self.assertTrue('--' + option in text or ' -l ' + option in text, option)
        self.assertIn('bash, zsh and fish are', self.run_client('127.0.0.1:1', 'completions', 'csh', exit=2)[1])
        self.run_client('127.0.0.1:1', 'completions', exit=2)

    def in_bash(self, *words):
        program = 'source %s; COMP_WORDS=(shinglectl %s); COMP_CWORD=%d; _shinglectl; printf "%%s\\n" "${COMPREPLY[@]}"'
        return self.shell('bash', '--norc', '-c', program % (shlex.quote(self.bash), ' '.join(map(shlex.quote, words)),
                                                            len(words)))

    def test_bash(self):
        self.bash = self.script('bash')
        self.file('page one.html', b'')
        self.assertEqual(self.in_bash('clus'), ['clusters'])
        self.assertIn('export', self.in_bash(''))
        self.assertEqual(self.in_bash('clusters', '--min'), ['--min-size'])
        self.assertEqual(self.in_bash('-s', 'unix:/x', 'expo'), ['export'])
        self.assertEqual(self.in_bash('--color', 'n'), ['never'])
        self.assertEqual(self.in_bash('completions', ''), ['bash', 'zsh', 'fish'])
        self.assertEqual(self.in_bash('submit', 'pa'), ['page one.html'])
        self.assertEqual(self.in_bash('import', '--resume', 'pa'), ['page one.html'])
        self.assertEqual(self.in_bash('clusters', '--since', ''), [''])
        self.assertEqual(self.in_bash('export', '--can'), ['--canonicals'])
        self.assertEqual(self.in_bash('ping', '--can'), [''])
        self.assertEqual(self.in_bash('help', 'sim'), ['similar'])

    def in_fish(self, line):
        program = 'source %s; complete -C %s' % (shlex.quote(self.fish), shlex.quote(line))
        return [row.split('\t')[0] for row in self.shell('fish', '--no-config', '-c', program)]

    def test_fish(self):
        self.fish = self.script('fish')
        self.file('page.html', b'')
        self.assertEqual(self.in_fish('shinglectl clus'), ['clusters'])
        self.assertEqual(self.in_fish('shinglectl clusters --min'), ['--min-size'])
        self.assertEqual(self.in_fish('shinglectl --color n'), ['never'])
        self.assertEqual(sorted(self.in_fish('shinglectl completions ')), ['bash', 'fish', 'zsh'])
        self.assertEqual(self.in_fish('shinglectl submit pa'), ['page.html'])
        self.assertEqual(self.in_fish('shinglectl ping pa'), [])
        self.assertEqual(self.in_fish('shinglectl ping --can'), [])

    def start_zsh(self, script):
        """A zsh on a terminal, which completes."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder.name)
            os.execvpe('zsh', ['zsh', '-f', '-i'], {**os.environ, 'HOME': self.folder.name, 'TERM': 'dumb', 'PS1': '> '})
        self.addCleanup(os.waitpid, pid, 0)
        self.addCleanup(os.close, terminal)
        setup = "autoload -Uz compinit; compinit -u -D; source %s; print 'READ'Y\n" % shlex.quote(script)
        os.write(terminal, setup.encode())
        self.read_until(terminal, 'READY\r\n')
        return terminal

    def read_until(self, terminal, wanted):
        seen, end = '', time.monotonic() + WAIT_S
        while wanted not in seen:
            self.assertTrue(select.select([terminal], [], [], max(0, end - time.monotonic()))[0], (wanted, seen))
            seen += re.sub(r'\x1b\[[0-9;?]*[a-zA-Z]|\x08', '', os.read(terminal, 65536).decode())
        return seen

    def test_zsh(self):
        self.file('page.html', b'')
        terminal = self.start_zsh(self.script('zsh'))
        for line, completed in (('shinglectl clus', 'clusters '), ('shinglectl clusters --min', '--min-size '),
                                ('shinglectl --color n', 'never '), ('shinglectl -s unix:/x completions fi', 'fish '),
                                ('shinglectl submit pa', 'page.html '), ('shinglectl export --can', '--canonicals ')):
            os.write(terminal, line.encode() + b'\t')
            self.read_until(terminal, completed)
            os.write(terminal, b'\x15')  # an empty line again


if __name__ == '__main__':
    unittest.main(verbosity=1)
