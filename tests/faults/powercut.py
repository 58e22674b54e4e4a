#!/usr/bin/python3
"""Power cuts, real ones to the file system: all that was not flushed to the device is gone, and the rest must do.

  powercut.py                                             as a test: a few cuts; SHINGLED_LONG=1: 20, and xfs too
  powercut.py --cuts 1000 [--fs ext4|xfs] [--seed N]      by hand; --no-sync: with syncing turned off

A cut is the shutdown call that ext4 and xfs have for this (no journal is flushed), in the middle of work, then kill -9,
unmount, mount, --check, start. Then every article that was acknowledged is compared byte for byte, whatever was
forgotten must be gone, and every event of the log be there. Needs root and loop devices; everything happens in a mount
namespace of its own, so nothing stays mounted however this ends.

That the rig would see a loss is part of the test: with the syncs taken away it must find one in 9 of 10 cuts.
"""
import argparse
import ctypes
import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

import faults
import harness
from ledger import Crawler, Ledger
from resp import Closed, Failure, encode

SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN: _IOR('X', 125, __u32)
NO_LOG_FLUSH = 2
LIFE = 8  # cuts that a file system lives through
CRAWLERS = 3
CLONE_NEWNS = 0x20000
SETTINGS = '[store]\nsnapshot = 20ms\nbackup-path = {}\n'
MAKE = {'ext4': (['mkfs.ext4', '-q', '-F'], '1G'), 'xfs': (['mkfs.xfs', '-q', '-f'], '1G')}
OPTIONS = {'ext4': ('', 'data=writeback', 'data=journal', 'nodelalloc', 'commit=1'), 'xfs': ('',)}


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class Disk:
    """A file system in a file. On a RAM disk where there is one: a cut is a cut of this file system, not of that."""

    def __init__(self, kind, rng):
        self.kind, self.options = kind, rng.choice(OPTIONS[kind])
        self.folder = tempfile.mkdtemp(prefix='powercut-', dir='/dev/shm' if os.path.isdir('/dev/shm') else None)
        self.image, self.root = os.path.join(self.folder, 'image'), os.path.join(self.folder, 'root')
        os.mkdir(self.root)
        words, size = MAKE[kind]
        run('truncate', '-s', size, self.image)
        run(*words, self.image)
        self.mount()

    def mount(self):
        options = ','.join(filter(None, ('loop', self.options)))
        run('mount', '-t', self.kind, '-o', options, self.image, self.root)

    def cut(self):
        root = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(root, SHUTDOWN, struct.pack('I', NO_LOG_FLUSH))
        finally:
            os.close(root)

    def unmount(self):
        for _ in range(100):
            if subprocess.run(['umount', self.root], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(.02)  # the killed process is still letting go of its files
        run('umount', self.root)

    def again(self):
        self.unmount()
        self.mount()

    def remove(self):
        subprocess.run(['umount', '-l', self.root], stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)


class Loss(Exception):
    """What a cut cost."""


class Keeper(threading.Thread):
    """Makes backups one after the other; the last one whose answer came is `whole`."""

    def __init__(self, daemon, folder):
        super().__init__(daemon=True)
        self.served, self.folder = daemon, folder
        self.whole, self.strange, self.answered = None, [], 0
        self.start()

    def run(self):
        try:
            with self.served.client() as client:
                while True:
                    name, before = client.map('BACKUP', f'{time.monotonic_ns()}')['name'], self.whole
                    self.whole, self.answered = name, self.answered + 1
                    if before:
                        shutil.rmtree(os.path.join(self.folder, before), ignore_errors=True)
        except (Closed, Failure, OSError):
            pass


class Rig:
    """One file system, one store, and cuts."""

    def __init__(self, kind, seed, no_sync=False):
        self.rng = random.Random(seed)
        self.disk = Disk(kind, self.rng)
        self.folder = tempfile.mkdtemp(prefix='powercut-')
        self.backups = os.path.join(self.disk.root, 'backups')
        self.daemon = harness.Daemon(self.folder, SETTINGS.format(self.backups))
        self.daemon.store = os.path.join(self.disk.root, 'store')
        self.ledger = Ledger(seed)
        self.cut_starts = self.proved_backups = 0
        self.need_answers = no_sync  # without any there is nothing to lose
        if no_sync:
            switch = faults.Faults(self.folder)
            switch.page.no_sync = 1
            self.daemon.environment.update(switch.environment)

    def begin(self):
        self.daemon.start()

    def cut(self):
        """Work, a cut in it, and the proof. The daemon runs before and after."""
        crawlers = [Crawler(self.daemon, self.ledger, number) for number in range(CRAWLERS)]
        crawlers.append(Keeper(self.daemon, self.backups))
        while self.need_answers and any(one.is_alive() and not one.answered for one in crawlers[:CRAWLERS]):
            time.sleep(.005)
        time.sleep(self.rng.uniform(.02, .5))
        self.disk.cut()
        self.daemon.kill()
        for crawler in crawlers:
            crawler.join()
        strange = [words for crawler in crawlers for words in crawler.strange]
        if strange:
            raise Loss('; '.join(strange[:5]))
        self.disk.again()
        self.prove()
        self.prove_backup(crawlers[-1].whole)

    def prove_backup(self, name):
        """What BACKUP answered for is there and is sound."""
        if not name:
            return
        run = subprocess.run([harness.program('shingled'), '--check', os.path.join(self.backups, name)],
                             capture_output=True, text=True)
        if run.returncode != 0:
            raise Loss(f'the backup {name}: {run.stdout}{run.stderr}')
        self.proved_backups += 1

    def cut_in_a_start(self):
        """A start reads, makes the store's names and may write: it is cut too, anywhere."""
        self.cut_starts += 1
        self.daemon.kill()
        with open(self.daemon.log_path, 'ab') as log:
            starting = subprocess.Popen(self.daemon.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        env={**os.environ, **self.daemon.environment})
        time.sleep(self.rng.uniform(0, .05))
        self.disk.cut()
        starting.kill()
        starting.wait()
        self.disk.again()
        self.prove()

    def prove(self):
        status, words = self.daemon.check()
        nothing_yet = status == 3 and not self.ledger.acknowledged
        if status != 0 and not nothing_yet:
            raise Loss(f'--check ends with {status}: {words[:500]}')
        try:
            self.daemon.start()
        except RuntimeError as error:
            raise Loss(str(error)[-1000:]) from error
        problems = self.ledger.verify(self.daemon)
        if problems:
            raise Loss(f'{len(problems)} problems: ' + '; '.join(problems[:5]))

    def end(self):
        if self.daemon.alive():
            self.daemon.kill()
        self.disk.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


def backup_cut_at_its_name(kind, seed):
    """A cut between a backup's renaming and the sync of its name: whatever is answered is true. Nothing of the cut itself
    need tell the daemon, and XFS does not: there the sync of a directory succeeds on what has shut down."""
    rig = Rig(kind, seed)
    try:
        switch = faults.Faults(rig.folder)
        rig.daemon.environment.update(switch.environment)
        rig.begin()
        with rig.daemon.client() as client:
            client.call('SUBMIT', 'text', 'A ship ran aground. ' * 20)
            switch.page.rename_rest_ms = 500
            client.send(encode('BACKUP', 'named'))
            while not os.path.exists(os.path.join(rig.backups, 'named')):
                time.sleep(.001)
            rig.disk.cut()
            try:
                told = client.read()
            except Closed:
                told = None
        rig.daemon.kill()
        rig.disk.again()
        if not isinstance(told, (Failure, type(None))):
            rig.prove_backup('named')
        print(f'{kind}: a cut at the name of a backup, which was answered with {told!r}', flush=True)
        return 0
    except Loss as loss:
        print(f'LOSS {kind}: {loss}')
        return 1
    finally:
        rig.end()


class Tally:
    def __init__(self):
        self.cuts = self.starts = self.losses = self.acknowledged = self.backups = 0
        self.began = time.monotonic()

    def __str__(self):
        return (f'{self.cuts} cuts ({self.starts} in a start), {self.losses} with a loss; {self.acknowledged} requests '
                f'acknowledged, {self.backups} backups proved, {time.monotonic() - self.began:.0f} s')


def life(kind, seed, cuts, tally, tell=print, no_sync=False):
    """A file system from its making through so many cuts; it ends at the first loss."""
    rig = Rig(kind, seed, no_sync)
    try:
        rig.begin()
        for _ in range(cuts):
            tally.cuts += 1
            if not no_sync and rig.rng.random() < .1:
                rig.cut_in_a_start()
            else:
                rig.cut()
    except Loss as loss:
        tally.losses += 1
        if not no_sync:
            tell(f'LOSS at cut {tally.cuts}, seed {seed}, {kind} {rig.disk.options}: {loss}')
    finally:
        tally.starts += rig.cut_starts
        tally.acknowledged += rig.ledger.acknowledged
        tally.backups += rig.proved_backups
        rig.end()


def many(kind, cuts, seed, no_sync=False):
    """So many cuts; without syncs each is on a new file system, since nothing outlives a loss."""
    tally = Tally()
    while tally.cuts < cuts:
        life(kind, f'{kind} {seed} {tally.cuts}', 1 if no_sync else min(LIFE, cuts - tally.cuts), tally,
             no_sync=no_sync)
        if tally.cuts % 40 == 0:
            print(f'{kind}: {tally}', flush=True)
    print(f'{kind}{", syncs taken away" if no_sync else ""}: {tally}', flush=True)
    return tally


def own_namespace():
    """Mounts from here on are this process's and its children's alone. False where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) != 0:
        return False
    return subprocess.run(['mount', '--make-rprivate', '/'], stderr=subprocess.DEVNULL).returncode == 0


def unable(kind):
    """Why this machine cannot do it, or None."""
    if os.geteuid() != 0:
        return 'only root can mount file systems'
    if not shutil.which(MAKE[kind][0][0]):
        return f'{MAKE[kind][0][0]} is not installed'
    if not own_namespace():
        return 'no mount namespace can be made here'
    try:
        disk = Disk(kind, random.Random(0))
    except subprocess.CalledProcessError as error:
        return f'{kind} cannot be mounted on a loop device here: {error.stderr.decode().strip()}'
    try:
        disk.cut()
        return None
    except OSError as error:
        return f'{kind} here has no shutdown call: {error}'
    finally:
        disk.remove()


def as_test(seed):
    why = unable('ext4')
    if why:
        print(f'skipped: {why}')
        return 77
    losses = many('ext4', 20 if harness.LONG else 3, seed).losses
    if os.path.exists(faults.LIBRARY):
        losses += sum(backup_cut_at_its_name(kind, seed) for kind in MAKE if not unable(kind))
    blind = 0
    if os.path.exists(faults.LIBRARY):
        cuts, least = (10, 9) if harness.LONG else (2, 1)
        blind = many('ext4', cuts, seed, no_sync=True).losses < least
        if blind:
            print('the rig does not see that syncs are missing')
    if harness.LONG:
        why = unable('xfs')
        if why:
            print(f'xfs is left out: {why}')
        else:
            losses += many('xfs', 5, seed).losses
    return 1 if losses or blind else 0


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--cuts', type=int)
    parser.add_argument('--fs', default='ext4', choices=sorted(MAKE))
    parser.add_argument('--seed', type=int, default=int(time.time()))
    parser.add_argument('--no-sync', action='store_true')
    options = parser.parse_args()
    print(f'seed {options.seed}', flush=True)
    if not options.cuts:
        return as_test(options.seed)
    why = unable(options.fs)
    if why:
        print(f'skipped: {why}')
        return 77
    tally = many(options.fs, options.cuts, options.seed, options.no_sync)
    return 1 if (tally.losses == 0 if options.no_sync else tally.losses) else 0


if __name__ == '__main__':
    sys.exit(main())
