"""The place where a page's commands run: one bash in a temporary folder, with the build's programs on its PATH.

The folder holds copies of examples/ and python/, as a clone would. A daemon that a command starts in the background is
waited for until it says that it is ready. The well-known ports of the pages stand for free ones of this machine: they are
put in place of each other in commands, files and output, so that pages read as a user would type them.
"""
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'tests/scenarios'))
import harness  # noqa: E402

PORTS = (7625, 7626, 7635, 8080, 8443)  # commands, HTTP, commands over TLS, a web site, HTTPS in front
TOOLS = '/usr/bin:/bin:/usr/sbin:/sbin'
TIME_S = 600 if harness.SLOW else 60
STARTS_DAEMON = re.compile(r'(?:^|[;|&]\s*)shingled\s[^;|]*&\s*$')
DAEMON = '''#!/bin/sh
# The real daemon, at this test's ports where neither the command nor its settings name others.
settings=/dev/null previous=
for word in "$@"; do
    case $previous in -c | --config) settings=$word ;; esac
    previous=$word
done
case " $* " in
    *" --check"* | *" --version "* | *" --hash-token "* | *" --salvage "* | *" --help "*) ;;
    *)
        case " $* " in *" --listen "*) ;; *) grep -q '^address' $settings || set -- "$@" --listen 127.0.0.1:7625 ;; esac
        case " $* " in *" --http "*) ;; *) grep -q '^http *=' $settings || set -- "$@" --http 127.0.0.1:7626 ;; esac
        ;;
esac
exec {program} "$@"
'''


class Shell:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='shingled-docs-')
        self.place = os.path.join(self.folder, 'shingled')
        self.ports = {str(port): str(harness.free_port()) for port in PORTS}
        self.back = {free: known for known, free in self.ports.items()}
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(os.path.join(self.folder, 'notify'))
        self.notify.settimeout(harness.START_S)
        self.count = 0
        self.furnish()
        self.bash = subprocess.Popen(['/bin/bash', '--norc', '--noprofile'], cwd=self.place, text=True,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                     start_new_session=True, env=self.environment())

    def furnish(self):
        bin_folder = os.path.join(self.folder, 'bin')
        os.makedirs(bin_folder)
        for name in ('shinglectl', 'shingle-extract'):
            os.symlink(harness.program(name), os.path.join(bin_folder, name))
        daemon = os.path.join(bin_folder, 'shingled')
        with open(daemon, 'w', encoding='utf-8') as script:
            script.write(self.free(DAEMON.replace('{program}', harness.program('shingled'))))
        os.chmod(daemon, 0o755)
        for name in ('examples', 'python'):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(self.place, name))
        for settings in glob.glob(os.path.join(self.place, 'examples/*/*.conf')):
            with open(settings, encoding='utf-8') as file:
                text = file.read()
            self.write(settings, [self.free(text)])

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if name in ('ASAN_OPTIONS', 'TSAN_OPTIONS', 'TMPDIR')}
        return {**kept, 'PATH': f'{self.folder}/bin:{TOOLS}', 'HOME': self.place, 'LC_ALL': 'C.UTF-8',
                'TZ': 'UTC', 'PYTHONDONTWRITEBYTECODE': '1', 'NOTIFY_SOCKET': os.path.join(self.folder, 'notify'),
                'SHINGLED_SERVER': f'127.0.0.1:{self.ports["7625"]}'}

    def free(self, text):
        """The pages' ports become those of this run."""
        return re.sub(r'(?<!\d)(?:%s)(?!\d)' % '|'.join(self.ports), lambda port: self.ports[port[0]], text)

    def known(self, text):
        """Ports of this run become those of the pages."""
        return re.sub(r'(?<!\d)(?:%s)(?!\d)' % '|'.join(self.back), lambda port: self.back[port[0]], text)

    def write(self, name, lines):
        path = os.path.join(self.place, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(self.free('\n'.join(lines) + '\n'))

    def run(self, words):
        """Runs a command in the page's shell; gives its exit status and what it printed, both outputs in one."""
        self.count += 1
        script, printed = (os.path.join(self.folder, f'{kind}-{self.count}') for kind in ('command', 'printed'))
        with open(script, 'w', encoding='utf-8') as file:
            file.write(self.free(words) + '\n')
        self.bash.stdin.write(f'. {script} > {printed} 2>&1 < /dev/null; echo done $?\n')
        self.bash.stdin.flush()
        timer = self.timer()
        line = self.bash.stdout.readline()
        timer.cancel()
        with open(printed, encoding='utf-8', errors='replace') as file:
            text = self.known(file.read().replace(script + ': ', '').replace(self.place, '…'))
        if not line.startswith('done '):
            raise RuntimeError(f'the shell ended, or {TIME_S} s were over; printed so far:\n{text}')
        if STARTS_DAEMON.search(words):
            self.wait_ready()
        return int(line.split()[1]), text

    def timer(self):
        timer = threading.Timer(TIME_S, self.kill)
        timer.start()
        return timer

    def wait_ready(self):
        while b'READY=1' not in self.notify.recv(65536).split(b'\n'):
            pass

    def kill(self, sign=signal.SIGKILL):
        try:
            os.killpg(self.bash.pid, sign)
        except ProcessLookupError:
            pass

    def close(self):
        self.bash.stdin.close()
        self.kill(signal.SIGTERM)
        self.bash.wait(10)
        self.kill()
        self.bash.stdout.close()
        self.notify.close()
        shutil.rmtree(self.folder, ignore_errors=True)
