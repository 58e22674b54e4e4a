"""What tests of shinglectl start from: the program, its first argument; a fake daemon; terminals.

    class Some(ClientCase):
        def test_it(self):
            out, err = self.run_client(self.filled(), 'members', '4')
"""
import json
import os
import pty
import subprocess
import sys
import tempfile
import unittest

from fake_server import FakeServer

SHINGLECTL = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else 'shinglectl'


def line(number, text=None, **more):
    return json.dumps({'id': 'a%d' % number, 'text': text or 'text number %d' % number, **more}).encode() + b'\n'


class ClientCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, content):
        path = os.path.join(self.folder.name, name)
        with open(path, 'wb') as f:
            f.write(content)
        return path

    def fake(self, **trouble):
        fake = FakeServer(**trouble)
        self.addCleanup(fake.close)
        return fake

    def run_client(self, fake, *arguments, exit=0, input=b'', env=None):
        address = fake if isinstance(fake, str) else fake.address
        result = subprocess.run([SHINGLECTL, '-s', address, *arguments], input=input, capture_output=True, timeout=60,
                                env={**os.environ, **(env or {})})
        self.assertEqual(result.returncode, exit, result.stdout[-500:] + result.stderr[-2000:])
        return result.stdout.decode(), result.stderr.decode()

    def filled(self):
        fake = self.fake(page=7)
        for i in range(20):
            fake.on_submit([b'JSON', line(i, 'text %d' % (i % 12), title='Title %d' % i)])
        return fake

    def on_terminal(self, fake, *arguments, env=None, stdout=None):
        """Standard output (unless given) and error are a terminal of 100 columns; returns what stood there, and the exit status."""
        try:
            master, slave = pty.openpty()
        except OSError:
            self.skipTest('no terminals here')
        import fcntl, struct, termios
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 100, 0, 0))
        process = subprocess.Popen([SHINGLECTL, '-s', fake.address, *arguments], stdin=subprocess.DEVNULL, stdout=stdout or slave,
                                   stderr=slave, env={**os.environ, 'TERM': 'xterm', 'PAGER': '', **(env or {})})
        os.close(slave)
        seen = b''
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        os.close(master)
        return seen.decode(), process.wait(20)
