"""What every scenario starts from: a real daemon in a temporary directory, on free ports, ready when it says so.

    class Some(Scenario):
        def test_it(self):
            daemon = self.daemon()
            self.assertEqual(daemon.client().call('PING'), 'PONG')

The daemon tells the harness READY=1 as it would tell systemd, over a datagram socket, so nothing here sleeps. Programs
come from the build directory in SHINGLED_BUILD. SHINGLED_LONG=1 asks for full length.
"""
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from resp import Client

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(os.environ.get('SHINGLED_BUILD', os.path.join(ROOT, 'build/release')))
SHARED = os.path.join(ROOT, '../shared/data')
LONG = os.environ.get('SHINGLED_LONG') == '1'
WRAP = os.environ.get('SHINGLED_WRAP', '').split()  # what the daemon is run by, such as valgrind and its options
SLOW = os.environ.get('SHINGLED_SLOW') == '1'  # a sanitizer build: the same steps, fewer rounds
START_S = 120
STOP_S = 120


FOLDERS = {'shingled': 'daemon', 'shinglectl': 'client', 'shingle-extract': 'client/extract'}


def program(name):
    return os.path.join(BUILD, FOLDERS[name], name)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Daemon:
    """One shingled process. Its store outlives it, so start() again is a restart."""

    def __init__(self, folder, settings='', options=(), http='off'):
        self.folder = folder
        self.store = os.path.join(folder, 'store')
        self.unix = os.path.join(folder, 'shingled.sock')
        self.log_path = os.path.join(folder, 'log')
        self.settings = os.path.join(folder, 'shingled.conf')
        self.options = list(options)
        self.http = http
        self.process = None
        self.told = ''
        self.port = 0
        self.clients = []
        self.environment = {}  # beside the test's own
        with open(self.settings, 'w', encoding='utf-8') as out:
            out.write(settings)

    def command(self):
        return [*WRAP, program('shingled'), '-c', self.settings, '--data', self.store, '--listen', f'127.0.0.1:{self.port}',
                '--listen', f'unix:{self.unix}', '--http', self.http, *self.options]

    def start(self):
        self.port = self.port or free_port()
        notify_path = os.path.join(self.folder, 'notify')
        if os.path.exists(notify_path):
            os.unlink(notify_path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, open(self.log_path, 'ab') as log:
            notify.bind(notify_path)
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, **self.environment,
                                                 'NOTIFY_SOCKET': notify_path})
            self.wait_ready(notify)
        return self

    def wait_ready(self, notify):
        life = os.pidfd_open(self.process.pid)
        try:
            while True:
                heard, _, _ = select.select([notify, life], [], [], START_S)
                if notify in heard:
                    self.told = notify.recv(65536).decode()
                    if 'READY=1' in self.told.split('\n'):
                        return
                else:
                    why = f'ended with {self.process.wait()}' if heard else f'not ready in {START_S} s'
                    raise RuntimeError(f'shingled {why}; its log:\n{self.log()}')
        finally:
            os.close(life)

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as log:
            return log.read()

    def client(self, tcp=True):
        client = Client(('127.0.0.1', self.port) if tcp else self.unix)
        self.clients.append(client)
        return client

    @property
    def unix_address(self):
        return 'unix:' + self.unix

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, sign=signal.SIGTERM):
        """Ends the daemon and gives its exit status."""
        if self.alive():
            self.process.send_signal(sign)
        return self.wait()

    def wait(self):
        status = self.process.wait(STOP_S)
        for client in self.clients:
            client.close()
        self.clients.clear()
        return status

    def kill(self):
        return self.stop(signal.SIGKILL)

    def check(self):
        """Exit status and words of shingled --check on the store."""
        run = subprocess.run([program('shingled'), '--check', self.store], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr

    def ctl(self, *words, data=None, want=0):
        """Runs shinglectl against this daemon; gives its standard output."""
        run = subprocess.run([program('shinglectl'), '-s', f'127.0.0.1:{self.port}', *words], input=data,
                             capture_output=True, text=True)
        if want is not None and run.returncode != want:
            raise AssertionError(f'shinglectl {words}: status {run.returncode}\n{run.stdout}\n{run.stderr}')
        return run.stdout

    def memory_kib(self):
        with open(f'/proc/{self.process.pid}/status', encoding='ascii') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmRSS'))


class Scenario(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='shingled-')
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons if WRAP else ():
            daemon.stop()  # what it is run by has its say at an orderly end
        died = [daemon for daemon in self.daemons if daemon.process and daemon.process.poll() not in (None, 0, -9)]
        for daemon in self.daemons:
            if daemon.alive():
                daemon.kill()
        logs = '\n'.join(daemon.log() for daemon in died)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.assertFalse(died, 'a daemon ended badly:\n' + logs[-8000:])

    def daemon(self, settings='', options=(), start=True, http='off'):
        folder = os.path.join(self.folder, str(len(self.daemons)))
        os.mkdir(folder)
        daemon = Daemon(folder, settings, options, http)
        self.daemons.append(daemon)
        return daemon.start() if start else daemon

    def need(self, *tools):
        for tool in tools:
            if not shutil.which(tool):
                self.skipTest(f'{tool} is not installed')

    def need_file(self, path):
        if not os.path.exists(path):
            self.skipTest(f'{os.path.relpath(path, ROOT)} is not here')


def main():
    """Runs a file's scenarios; exit status 77 when every one of them was skipped."""
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.testsRun and len(result.skipped) == result.testsRun else 0)
