"""What a daemon did to its files, recorded, and the states that a crash could have left them in.

    trace = read_trace(path, store)                 events in order; notes that the test wrote among them
    for event in trace: disk.happen(event)
    files = disk.crash(rng, next_event)             {name: bytes} of one state that may be found after a crash here

What may be found follows from the syncs. Of a file all that was written before its last sync is there; of what was written
later each write may be there or not, whole or in sectors, and so may the one that was just being made. A name that was
made, changed or removed since its directory's last sync is as it was or as it became, in the order of the changes, as in
the journal of a file system. A write through a descriptor with O_DSYNC is there, alone.
"""
import json
import os
import struct

WRITE, SYNC, TRUNCATE, RENAME, WRITE_SYNCED, REMOVE = range(1, 7)  # enum fault_event_kind
NOTE = 100  # the test's own
HEAD = struct.Struct('<IIQQ')
SECTOR = 512


class Event:
    def __init__(self, kind, path, offset, data):
        self.kind, self.path, self.offset, self.data = kind, path, offset, data


def write_note(path, **what):
    """Adds a note to the trace: it stands behind all that the daemon had done when it was written."""
    text = json.dumps(what).encode()
    trace = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(trace, HEAD.pack(NOTE, len(text), 0, 0) + text)
    os.close(trace)


def read_trace(path, store):
    """Events of the files in a store, by their names there; '' is the store itself."""
    with open(path, 'rb') as file:
        raw = file.read()
    events, at = [], 0
    while at < len(raw):
        kind, path_size, offset, size = HEAD.unpack_from(raw, at)
        at += HEAD.size
        name, data = raw[at:at + path_size].decode(), raw[at + path_size:at + path_size + size]
        at += path_size + size
        if kind == NOTE:
            events.append(Event(kind, '', 0, json.loads(name)))
            continue
        if kind == RENAME:
            data = os.path.relpath(data.decode(), store)
        name = os.path.relpath(name, store)
        if '/' not in name and name != '..':
            events.append(Event(kind, '' if name == '.' else name, offset, data))
    return events


def put(content, event, sectors=None):
    """Does a write or truncation to a bytearray; of a write only some of its sectors when they are given."""
    if event.kind == TRUNCATE:
        content.extend(bytes(max(0, event.offset - len(content))))
        del content[event.offset:]
        return
    content.extend(bytes(max(0, event.offset + len(event.data) - len(content))))
    for start in range(0, len(event.data), SECTOR) if sectors is not None else ():
        if start // SECTOR in sectors:
            piece = event.data[start:start + SECTOR]
            content[event.offset + start:event.offset + start + len(piece)] = piece
    if sectors is None:
        content[event.offset:event.offset + len(event.data)] = event.data


class File:
    def __init__(self, content=b''):
        self.content = bytearray(content)  # on the disk for certain
        self.pending = []  # events since the last sync

    def happen(self, event):
        if event.kind == SYNC:
            for older in self.pending:
                put(self.content, older)
            self.pending.clear()
        elif event.kind == WRITE_SYNCED:
            put(self.content, event)
            self.pending = [older for older in self.pending if not covers(event, older)]
        else:
            self.pending.append(event)

    def whole(self):
        content = bytearray(self.content)
        for event in self.pending:
            put(content, event)
        return bytes(content)

    def crash(self, rng, more):
        """Some state; more: what was being done."""
        events, content = self.pending + more, bytearray(self.content)
        share = rng.choice((0, 1, .5, .9, .1))
        there = [rng.random() < share for _ in events]
        if events and rng.random() < .5:
            there[rng.randrange(len(events))] ^= True
        torn = rng.randrange(len(events)) if events and rng.random() < .3 else -1
        for number, event in enumerate(events):
            if number == torn and event.kind != TRUNCATE:
                count = (len(event.data) + SECTOR - 1) // SECTOR
                put(content, event, {sector for sector in range(count) if rng.random() < .5})
            elif there[number]:
                put(content, event)
        return bytes(content)


def covers(event, older):
    return (older.kind != TRUNCATE and event.offset <= older.offset
            and older.offset + len(older.data) <= event.offset + len(event.data))


class Disk:
    """The files of a store; files: what they were when the recording began, all of it on the disk."""

    def __init__(self, files):
        self.names = {name: File(content) for name, content in files.items()}
        self.names_kept = dict(self.names)  # as on the disk for certain
        self.pending = []  # changes of names since the directory's last sync, as functions of a dict

    def change(self, function):
        function(self.names)
        self.pending.append(function)

    def happen(self, event):
        if event.kind == NOTE:
            return
        if event.path == '':
            if event.kind == SYNC:
                self.names_kept = dict(self.names)
                self.pending.clear()
        elif event.kind == RENAME:
            file = self.names.get(event.path)

            def rename(names):
                names.pop(event.path, None)
                names[event.data] = file
            if file:
                self.change(rename)
        elif event.kind == REMOVE:
            self.change(lambda names: names.pop(event.path, None))
        else:
            if event.path not in self.names:
                made = File()
                self.change(lambda names: names.__setitem__(event.path, made))
            self.names[event.path].happen(event)

    def whole(self):
        return {name: file.whole() for name, file in self.names.items()}

    def crash(self, rng, now=None):
        """What may be found when it ends here, while `now`, the next event, is being done."""
        names = dict(self.names_kept)
        for function in self.pending[:rng.choice((0, len(self.pending), rng.randint(0, len(self.pending))))]:
            function(names)
        doing = now is not None and now.kind in (WRITE, WRITE_SYNCED, TRUNCATE) and self.names.get(now.path)
        return {name: file.crash(rng, [now] if file is doing else []) for name, file in names.items()}
