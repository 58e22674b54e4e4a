"""shinglectl top against a fake daemon, on a terminal and off it.

usage: top_test.py SHINGLECTL
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unittest

from client_case import SHINGLECTL, ClientCase, line

WAIT_S = 60


class TopTest(ClientCase):
    def test_one_plain_picture_off_a_terminal(self):
        fake = self.filled()
        rows = self.run_client(fake, 'top')[0].splitlines()
        self.assertRegex(rows[0], r'^shingled 0\.1\.0 at 127\.0\.0\.1:\d+ 20\d\d-\d\d-\d\dT')
        self.assertEqual(rows[1], 'articles 20 in 12 clusters, - new')
        self.assertEqual(rows[6].split(), ['CLUSTER', 'SIZE', 'FIRST', 'LAST', 'SOURCE', 'AGENCY', 'TITLE'])
        self.assertEqual(len(rows), 7 + 7)
        self.assertNotIn('\x1b', '\n'.join(rows))
        self.assertIn([b'CLUSTERS', b'SORT', b'size', b'MINSIZE', b'2', b'COUNT', b'20'], fake.requests)
        self.run_client(fake, 'top', '--interval', '0', exit=2)
        self.run_client(fake, 'top', '--interval', '3601', exit=2)
        self.run_client(fake, 'top', '--interval', '3600')

    def start(self, fake, *arguments):
        try:
            self.master, self.slave = pty.openpty()
        except OSError:
            self.skipTest('no terminals here')
        self.addCleanup(os.close, self.master)
        self.addCleanup(os.close, self.slave)
        self.resize(24, 100)
        self.before = termios.tcgetattr(self.slave)
        self.seen = ''
        return subprocess.Popen([SHINGLECTL, '-s', fake.address, 'top', *arguments], stdin=self.slave, stdout=self.slave,
                                stderr=self.slave)

    def resize(self, rows, columns):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def read_until(self, pattern):
        end = time.monotonic() + WAIT_S
        while not re.search(pattern, self.seen, re.S):
            ready = select.select([self.master], [], [], max(0, end - time.monotonic()))[0]
            self.assertTrue(ready, (pattern, self.seen[-2000:]))
            self.seen += os.read(self.master, 65536).decode()
        seen, self.seen = self.seen, ''
        return seen

    def end(self, process, status=0):
        seen = self.read_until(r'\x1b\[\?25h\x1b\[\?1049l')
        self.assertEqual(process.wait(WAIT_S), status)
        self.assertEqual(termios.tcgetattr(self.slave), self.before)
        return seen

    def test_the_terminal_is_redrawn_and_left_as_it_was(self):
        fake = self.filled()
        process = self.start(fake, '--interval', '1')
        first = self.read_until('Title 6')
        self.assertTrue(first.startswith('\x1b[?1049h\x1b[?25l'))
        self.assertIn('every 1 s, q ends', first)
        fake.on_submit([b'JSON', line(100, 'text 3')])
        second = self.read_until(r'articles 21 in .*Title 6')
        self.assertRegex(second, r'articles 21 in 12 clusters, 1/s new|articles 21 in 12 clusters, 0/s new')
        os.write(self.master, b'xq')
        self.end(process)

    def test_it_follows_the_size(self):
        fake = self.filled()
        process = self.start(fake, '--interval', '3600')
        self.read_until('Title 6')
        self.resize(10, 40)
        process.send_signal(signal.SIGWINCH)
        small = self.read_until('\x1b\\[2J.*Title')
        os.write(self.master, b'q')
        small += self.end(process)
        self.assertEqual(len(re.findall(r'Title \d', small)), 2)
        self.assertLessEqual(max(len(row) for row in small.split('\x1b[2J')[1].split('\r\n')[:5]), 40)

    def test_signals_end_it_in_order(self):
        for sent in (signal.SIGINT, signal.SIGTERM):
            process = self.start(self.filled())
            self.read_until('Title 6')
            process.send_signal(sent)
            self.end(process)

    def test_a_daemon_that_goes_is_told_behind_the_screen(self):
        fake = self.fake(close_after_infos=2)
        fake.on_submit([b'JSON', line(1)])
        process = self.start(fake, '--interval', '1')
        self.read_until(r'\x1b\[\?1049l.*connection to 127[^ ]* broke')
        self.assertEqual(process.wait(WAIT_S), 3)
        self.assertEqual(termios.tcgetattr(self.slave), self.before)


if __name__ == '__main__':
    unittest.main(verbosity=1)
