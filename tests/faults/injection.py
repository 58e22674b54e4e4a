#!/usr/bin/python3
"""Every allocation, every write and sync, every new descriptor made to fail in turn, over a script of every command.

After each: answers were errors or true, what was acknowledged is there byte for byte, and either the daemon goes on or it
ended with a message and an exit code and a restart heals. --check is clean. SHINGLED_LONG=1 tries every point; without it
a sample.
"""
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import faults
import harness
import texts
from faults import DESCRIPTOR, FILE, FOR_EVER, MEMORY, Faults
from resp import Client, Closed, Failure, pairs

SAMPLE = 8
CODES = (0, 71, 74)  # stopped by us, no memory, a write or sync failed
WORDS = {'NOMEM', 'IO', 'FULL', 'READONLY', 'BUSY', 'STOPPING', 'LIMIT', 'EXISTS', 'NOTFOUND', 'DAMAGED', 'TIMEOUT'}
NAMES = {MEMORY: 'allocations', FILE: 'writes and syncs', DESCRIPTOR: 'descriptors'}


def script(turn):
    """Every command, with articles that no other turn has."""
    fields = texts.fields(f'turn {turn}', f'site{turn % 5}.example', 2)
    fields['id'] = f't{turn}'
    copy = {**fields, 'id': f't{turn}c', 'url': f'https://copy.example/{turn}', 'text': fields['text'] + '\n\nMore.'}
    page = ''.join(f'<p>{text}</p>' for text in texts.paragraphs(f'page {turn}', 3))
    html = {'id': f't{turn}h', 'url': f'https://page.example/{turn}', 'html': f'<h1>Of {turn}</h1>{page}'}
    flat = {name: [part for item in some.items() for part in item] for name, some in
            (('one', fields), ('copy', copy), ('html', html))}
    return [['SUBMIT', *flat['one']], ['SUBMIT', *flat['copy']], ['SUBMIT', *flat['html']],
            ['CHECK', *flat['copy']], ['CHECK', *flat['one'], 'EXPLAIN', '1'], ['EXPLAINPAGE', *flat['html']],
            ['DOC', f'key:t{turn}'], ['TEXT', f'key:t{turn}'], ['MEMBERS', f'key:t{turn}'],
            ['ARTICLES', 'COUNT', '5'], ['CLUSTERS', 'COUNT', '5'], ['SIMILAR', f'key:t{turn}'],
            ['EXPLAIN', f'key:t{turn}', f'key:t{turn}c'], ['CHANGES', 'AFTER', '0', 'COUNT', '3'],
            ['UNLINK', f'key:t{turn}c'], ['LINK', f'key:t{turn}', f'key:t{turn}c'], ['FORGET', f'key:t{turn}c'],
            ['EXPIRE', 'BEFORE', '1990-01-01'], ['SYNC'], ['PING'], ['ECHO', 'x' * 3000], ['HELLO', '3'],
            ['HELLO', '2'], ['SELECT', '0'], ['CLIENT', 'SETNAME', 'a'], ['CLIENT', 'GETNAME'], ['CLIENT', 'ID'],
            ['CLIENT', 'LIST'], ['CLIENT', 'INFO'], ['INFO'], ['CONFIG', 'GET', '*'], ['COMMAND'],
            ['COMMAND', 'DOCS'], ['COMMAND', 'COUNT'], ['COMMAND', 'LIST'], ['RESET'], ['BACKUP', f'b{turn}']]


class Injection(harness.Scenario):
    def setUp(self):
        super().setUp()
        if not os.path.exists(faults.LIBRARY):
            self.skipTest('the library of faults is not built')
        self.kept, self.unknown, self.gone, self.turn, self.deaths = {}, set(), set(), 0, 0

    def tearDown(self):
        for daemon in self.daemons:  # how they end is judged here
            if daemon.alive():
                daemon.kill()
            daemon.process = None
        super().tearDown()

    def served(self, settings=''):
        backups = os.path.join(self.folder, 'backups')
        served = self.daemon(f'[store]\nsnapshot = 0\nbackup-path = {backups}\n{settings}', start=False)
        self.faults = Faults(served.folder)
        served.environment.update(self.faults.environment)
        return served.start()

    def run_script(self, served):
        """The script once; what it acknowledged is noted. A connection that is cut is made anew, while that goes."""
        self.turn += 1
        client = None
        for words in script(self.turn):
            try:
                client = client or Client(('127.0.0.1', served.port), 20)
                client.send(b'')
                reply = self.ask(client, words)
            except (Closed, OSError) as error:
                self.assertNotIsInstance(error, TimeoutError, f'{words[:2]} was never answered')
                reply = None
                if client:
                    client.close()
                client = None
            self.note(words, reply)
        if client:
            client.close()

    def ask(self, client, words):
        try:
            return client.call(*words)
        except Failure as failure:
            self.assertIn(failure.word, WORDS, f'{words[:2]}: {failure}')
            return failure

    def note(self, words, reply):
        """What must be, what may be."""
        answered = reply is not None and not isinstance(reply, Failure)
        fields = dict(zip(words[1::2], words[2::2]))
        if words[0] == 'SUBMIT' and answered:
            self.kept[fields['id']] = (pairs(reply)['id'], fields.get('text'))
        elif words[0] == 'FORGET':
            key = words[1][4:]
            known = self.kept.pop(key, None)
            if answered and known:
                self.assertEqual(reply, 1)
                self.gone.add(key)
        elif words[0] == 'TEXT' and answered and f't{self.turn}' in self.kept:
            self.assertEqual(reply, self.kept[f't{self.turn}'][1])

    def verify(self, served, some=None):
        with served.client() as client:
            for key in (some or self.kept):
                number, text = self.kept[key]
                self.assertEqual(client.map('DOC', 'key:' + key)['id'], number)
                if text:
                    self.assertEqual(client.call('TEXT', 'key:' + key), text)
            for key in self.gone:
                with self.assertRaisesRegex(Failure, 'NOTFOUND'):
                    client.call('DOC', 'key:' + key)

    def settle(self, served, point):
        """After a fault: it serves, or it ended well and a restart heals."""
        self.faults.disarm()
        recent = list(self.kept)[-6:]
        try:
            with served.client() as client:
                probe = client.submit(**{**texts.fields(f'probe {self.turn}', count=1), 'id': f'p{self.turn}'})
            self.kept[f'p{self.turn}'] = (probe['id'], texts.fields(f'probe {self.turn}', count=1)['text'])
            self.verify(served, recent)
            return
        except Failure as failure:
            self.assertIn(failure.word, ('READONLY', 'STOPPING', 'IO'), point)
        except (Closed, OSError):
            pass
        status = served.wait()
        self.deaths += 1
        self.assertIn(status, CODES[1:], f'{point}: ended with {status}\n{served.log()[-3000:]}')
        self.assertRegex(served.log().rsplit('serves at', 1)[-1], r'no more writes|cannot|memory|stopp', point)
        self.assertEqual(served.check()[0], 0, f'{point}: {served.check()[1]}')
        served.start()
        self.verify(served)

    def every(self, kind, error=errno.EIO, count=1, short=False):
        served = self.served()
        self.run_script(served)  # once for what is made at first use
        self.faults.arm(kind, first=0)
        self.run_script(served)
        total = self.faults.seen(kind)
        points = range(1, total + 1)
        if not harness.LONG:
            points = sorted(random.Random(kind).sample(points, min(SAMPLE, total)))
        struck = 0
        for first in points:
            self.faults.arm(kind, first, count, error, short)
            self.run_script(served)
            struck += self.faults.struck(kind) > 0
            self.settle(served, f'{NAMES[kind]}, the {first}th of {total}, {count} failing, {os.strerror(error)}')
        self.verify(served)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0, served.check()[1])
        print(f'{NAMES[kind]}, {os.strerror(error)}, {min(count, 10 ** 6)} at once: {len(points)} points of {total}, '
              f'{struck} struck, {self.deaths} ends with a message and a restart', file=sys.stderr)
        self.assertGreater(struck, 0)

    def test_each_allocation(self):
        self.every(MEMORY)

    def test_allocations_in_a_row(self):
        self.every(MEMORY, count=20)

    def test_each_write_and_sync(self):
        self.every(FILE, errno.EIO)

    def test_each_write_short(self):
        self.every(FILE, errno.EIO, short=True)

    def test_each_write_without_room(self):
        self.every(FILE, errno.ENOSPC)

    def test_each_descriptor(self):
        self.every(DESCRIPTOR, errno.EMFILE)

    def starts(self, kind, error, fresh=False):
        """A start that meets the fault says so and ends, or serves; the next one serves. Fresh: it makes the store."""
        served = self.served()
        if not fresh:
            self.run_script(served)
        self.assertEqual(served.stop(), 0)
        if fresh:
            shutil.rmtree(served.store)
        self.faults.arm(kind, first=0)
        served.start()
        total = self.faults.seen(kind)
        self.assertEqual(served.stop(), 0)
        points = range(1, total + 1)
        if not harness.LONG:
            points = sorted(random.Random(kind).sample(points, min(SAMPLE, total)))
        ended = 0
        for first in points:
            if fresh:
                shutil.rmtree(served.store)
            self.faults.arm(kind, first, error=error)
            try:
                served.start()
            except RuntimeError:
                ended += 1
                status = served.process.returncode
                self.assertGreater(status or 0, 0, f'{first}th of {total}: {status}\n{served.log()[-2000:]}')
            self.faults.disarm()
            if served.alive():
                self.assertEqual(served.stop(), 0, f'{first}th of {total}')
        served.start()
        self.verify(served)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)
        print(f'starts: {NAMES[kind]}: {len(points)} points of {total}, {ended} refused to start', file=sys.stderr)

    def test_allocations_of_a_start(self):
        self.starts(MEMORY, errno.ENOMEM)

    def test_writes_of_a_start(self):
        self.starts(FILE, errno.EIO, fresh=True)

    def test_descriptors_of_a_start(self):
        self.starts(DESCRIPTOR, errno.EMFILE)

    def test_full_disk_heals_by_itself(self):
        """All writes fail for want of room, for a while; queries go on, and then so does everything."""
        served = self.served()
        self.run_script(served)
        self.faults.arm(FILE, first=1, count=FOR_EVER, error=errno.ENOSPC)
        with served.client() as client:
            for number in range(3):
                with self.assertRaisesRegex(Failure, 'FULL'):
                    client.submit(**texts.fields(f'full {number}'))
            self.verify(served)
            self.faults.disarm()
            self.assertEqual(client.submit(**texts.fields('room'))['status'], 'new')
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)

    def test_clock_jumps(self):
        """The time of day goes back ten years, and forward, in the middle of work."""
        served = self.served()
        for shift_s in (-10 * 365 * 86400, 10 * 365 * 86400, 0):
            self.faults.page.clock_shift_s = shift_s
            self.run_script(served)
            self.verify(served)
        self.assertEqual(served.stop(), 0)
        self.assertEqual(served.check()[0], 0)

    def test_stopped_for_a_while(self):
        """SIGSTOP and SIGCONT: who waits is answered then."""
        served = self.served()
        with served.client() as client:
            served.process.send_signal(signal.SIGSTOP)
            client.send(b'*1\r\n$4\r\nPING\r\n')
            time.sleep(6 if harness.LONG else .5)
            served.process.send_signal(signal.SIGCONT)
            self.assertEqual(client.read(), 'PONG')
        self.run_script(served)
        self.verify(served)
        self.assertEqual(served.stop(), 0)

    def test_read_only_disk(self):
        """A store on a file system that cannot be written to is refused with a message, and left as it is."""
        served = self.served()
        self.run_script(served)
        self.assertEqual(served.stop(), 0)
        if os.geteuid() != 0 or subprocess.run(['unshare', '-m', 'true']).returncode != 0:
            self.skipTest('only root can mount')
        line = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        run = subprocess.run(['unshare', '-m', 'sh', '-c', line, served.store, *served.command()], capture_output=True,
                             text=True, timeout=60)
        self.assertEqual(run.returncode, 74, run.stderr)
        self.assertRegex(run.stderr, '(?i)read-only')
        self.assertEqual(served.check()[0], 0)


if __name__ == '__main__':
    harness.main()
