"""The preloaded library of faults, from the test's side: fault_page.h tells what it does.

    faults = Faults(folder)
    daemon.environment.update(faults.environment)
    faults.arm(FILE, first=7, count=1, error=errno.EIO)
    ...
    faults.disarm()
"""
import ctypes
import errno
import mmap
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'scenarios'))

import harness  # noqa: E402: it stands in the folder that was just named

MEMORY, FILE, DESCRIPTOR = range(3)
LIBRARY = os.path.join(harness.BUILD, 'tests/faults/libfaults.so')
FOR_EVER = 1 << 40


class Page(ctypes.Structure):
    """struct fault_page."""
    _fields_ = [(name, ctypes.c_uint64 * 3) for name in ('seen', 'first', 'count', 'failed')]
    _fields_ += [(name, ctypes.c_uint64) for name in ('error', 'short_writes', 'no_sync', 'recording', 'trace_size')]
    _fields_ += [('clock_shift_s', ctypes.c_int64), ('rename_rest_ms', ctypes.c_uint64)]


class Faults:
    def __init__(self, folder):
        path = os.path.join(folder, 'faults')
        self.trace = os.path.join(folder, 'trace')
        with open(path, 'w+b') as file:
            file.truncate(mmap.PAGESIZE)
            self.map = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self.page = Page.from_buffer(self.map)
        self.environment = {'LD_PRELOAD': LIBRARY, 'FAULTS_PAGE': path, 'FAULTS_TRACE': self.trace}

    def arm(self, kind, first=1, count=1, error=errno.EIO, short=False):
        """From now on the first-th call of the kind fails, and count - 1 behind it."""
        self.page.first[kind] = 0
        self.page.error, self.page.short_writes = error, int(short)
        self.page.count[kind] = count
        self.page.seen[kind] = self.page.failed[kind] = 0
        self.page.first[kind] = first

    def disarm(self):
        for kind in (MEMORY, FILE, DESCRIPTOR):
            self.page.first[kind] = 0

    def struck(self, kind):
        return self.page.failed[kind]

    def seen(self, kind):
        return self.page.seen[kind]
