#!/usr/bin/python3
"""Every write and sync of the store recorded under load, and crash states made of them that no power cut may happen to hit.

  crash_states.py                      as a test: some seconds; SHINGLED_LONG=1: STATES_LONG states
  crash_states.py --states 5000 [--seed N]

A daemon is loaded with the library of faults recording what is done to its files; each acknowledgement is noted in the
same trace. Then the daemon's files are made as a crash at a random place may have left them (recording.py tells what
may be), --check has to be clean, the daemon has to start, and what was acknowledged before that place has to be there, byte
for byte, or gone where FORGET was acknowledged; and nothing that nobody sent.

The rig proves itself: the recording, played to its end, gives the very bytes of the store's file; and when the syncs are
left out of it, states with losses are found.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time

import faults
import harness
import texts
from recording import NOTE, RENAME, SYNC, WRITE, WRITE_SYNCED, Disk, Event, read_trace, write_note
from resp import Failure, encode, pairs

STATES, STATES_LONG = 12, 400
EACH = 50  # states of one load
BLIND = 8  # states without syncs, of which at least one has to show a loss
CLIENTS, WINDOWS, WINDOW = 3, 6, 6
SETTINGS = '[store]\nsnapshot = 50ms\n'
SCRATCH = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None


class Load(threading.Thread):
    """Submissions, copies, revisions and removals; what is sent and what is answered is noted in the trace."""

    def __init__(self, daemon, trace, seed, number):
        super().__init__()
        self.served, self.trace = daemon, trace
        self.rng = random.Random(f'{seed} {number}')
        self.name = f'{seed}-{number}'
        self.sent, self.kept, self.strange = {}, [], []

    def submission(self):
        made = len(self.sent)
        fields = texts.fields(f'{self.name} {made}', f'paper{made % 5}.example', self.rng.choice((1, 3, 9, 40)))
        fields = {**fields, 'id': f'{self.name}-{made}', 'url': f'https://{fields["source"]}/{self.name}/{made}'}
        if self.kept and self.rng.random() < .4:
            other = self.sent[self.rng.choice(self.kept)]
            fields['text'] = f'{other["text"]}\n\nPrinted again as {made}.'
            if self.rng.random() < .3:
                fields['url'], fields['source'] = other['url'], other['source']
        self.sent[fields['id']] = fields
        return fields['id'], ['SUBMIT', *(part for item in fields.items() for part in item)]

    def removal(self):
        key = self.kept.pop(self.rng.randrange(len(self.kept)))
        write_note(self.trace, going=key)
        return key, ['FORGET', f'key:{key}']

    def run(self):
        with self.served.client() as client:
            for _ in range(WINDOWS):
                steps = [self.removal() if len(self.kept) > 5 and self.rng.random() < .2 else self.submission()
                         for _ in range(WINDOW)]
                client.send(b''.join(encode(*words) for _, words in steps))
                for key, words in steps:
                    self.answered(key, words, client.read())

    def answered(self, key, words, reply):
        if isinstance(reply, Failure):
            self.strange.append(f'{words[:2]}: {reply}')
        elif words[0] == 'FORGET':
            write_note(self.trace, gone=key)
        else:
            told = pairs(reply)
            write_note(self.trace, kept=key, id=told['id'], seq=told['seq'], status=told['status'])
            self.kept.append(key)


class Recorded:
    """A load of a daemon, and all that is known of it."""

    def __init__(self, folder, seed):
        self.daemon = harness.Daemon(folder, SETTINGS)
        switch = faults.Faults(folder)
        self.daemon.start()
        with self.daemon.client() as client:
            self.first = texts.fields('before it')
            client.submit(**self.first)
        self.daemon.stop()
        self.base = self.files()
        switch.page.recording = 1
        self.daemon.environment.update(switch.environment)
        self.daemon.start()
        loads = [Load(self.daemon, switch.trace, seed, number) for number in range(CLIENTS)]
        for load in loads:
            load.start()
        for load in loads:
            load.join()
        self.daemon.stop()
        switch.page.recording = 0
        self.strange = [words for load in loads for words in load.strange]
        self.sent = {self.first['id']: self.first, **{key: value for load in loads for key, value in load.sent.items()}}
        self.trace = read_trace(switch.trace, self.daemon.store)

    def files(self):
        found = {}
        for name in os.listdir(self.daemon.store):
            with open(os.path.join(self.daemon.store, name), 'rb') as file:
                found[name] = file.read()
        return found

    def is_whole(self):
        """The recording gives what became of the file: nothing was missed."""
        disk = Disk(self.base)
        for event in self.trace:
            disk.happen(event)
        made, real = disk.whole(), self.files()
        return all(made.get(name) == real[name] for name in real if not name.startswith('lock'))


class Known:
    """What was acknowledged before a place in the trace."""

    def __init__(self, first):
        self.kept, self.going, self.gone = {first: None}, set(), set()

    def happen(self, note):
        if 'kept' in note:
            self.kept[note['kept']] = note
        self.going |= {note['going']} if 'going' in note else set()
        self.gone |= {note['gone']} if 'gone' in note else set()

    def problems(self, daemon, sent):
        found = []
        with daemon.client() as client:
            listed = {row[1] for row in client.call('ARTICLES', 'COUNT', 10000)[1]}
            keys = sorted(listed | set(self.kept))
            client.send(b''.join(encode('DOC', f'key:{key}') + encode('TEXT', f'key:{key}') for key in keys))
            for key in keys:
                found += self.compare(key, client.read(), client.read(), sent)
        return found + [f'{key} was forgotten and is back' for key in listed & self.gone]

    def compare(self, key, doc, text, sent):
        if isinstance(doc, Failure):
            return [] if key in self.going else [f'{key} was acknowledged and is lost: {doc}']
        if key not in sent:
            return [f'nobody sent {key}']
        wrong = [] if text == sent[key]['text'] else [f'{key} has another text than was sent']
        note, doc = self.kept.get(key), pairs(doc)
        return wrong + [f'{key} was answered {name} {note[name]} and has {doc[name]}'
                        for name in ('id', 'seq', 'status') if note and doc[name] != note[name]]


def prove(recorded, files, known, folder):
    """Problems of one crash state, [] when there are none."""
    daemon = harness.Daemon(folder, SETTINGS)
    os.mkdir(daemon.store, 0o700)
    for name, content in files.items():
        with open(os.path.join(daemon.store, name), 'wb') as file:
            file.write(content)
    status, words = daemon.check()
    if status != 0:
        return [f'--check ends with {status}: {words[:300]}']
    try:
        daemon.start()
    except RuntimeError as error:
        return [str(error)[-600:]]
    try:
        return known.problems(daemon, recorded.sent)
    finally:
        daemon.kill()


def without_syncs(trace):
    """The same with nothing ever synced."""
    return [Event(WRITE, event.path, event.offset, event.data) if event.kind == WRITE_SYNCED else event
            for event in trace if event.kind != SYNC]


def states(recorded, trace, count, rng):
    """Problems of so many crash states at random places, each with its place."""
    busy = [at for at, event in enumerate(trace) if event.kind != NOTE]
    places = sorted(rng.choice(busy) for _ in range(count))
    disk, known, done = Disk(recorded.base), Known(recorded.first['id']), 0
    for place in places:
        for event in trace[done:place]:
            disk.happen(event)
            if event.kind == NOTE:
                known.happen(event.data)
        done = place
        folder = tempfile.mkdtemp(prefix='crash-', dir=SCRATCH)
        problems = prove(recorded, disk.crash(rng, trace[place]), known, folder)
        if not problems:
            shutil.rmtree(folder)
        yield place, problems, folder


def sees_losses(recorded, rng):
    """Whether states without syncs have losses: else nothing is proved by those that have none."""
    losses = tried = 0
    for _, problems, folder in states(recorded, without_syncs(recorded.trace), BLIND, rng):
        tried, losses = tried + 1, losses + bool(problems)
        shutil.rmtree(folder, ignore_errors=True)
    print(f'syncs left out: {losses} of {tried} with a loss', flush=True)
    return losses > 0


def run(recorded, count, rng):
    """Whether so many states of one load have lost nothing."""
    began = time.monotonic()
    for place, problems, folder in states(recorded, recorded.trace, count, rng):
        if problems:
            print(f'LOSS at event {place} of {len(recorded.trace)}: {"; ".join(problems[:5])}\nkept: {folder}')
            return False
    kinds = [event.kind for event in recorded.trace]
    print(f'{count} states of {len(kinds)} events ({kinds.count(WRITE)} writes, {kinds.count(WRITE_SYNCED)} synced ones, '
          f'{kinds.count(SYNC)} syncs, {kinds.count(RENAME)} renamings): nothing lost, {time.monotonic() - began:.0f} s',
          flush=True)
    return True


def one_load(seed, count, blind):
    """A load, its recording, and states of it; blind: the rig's own proof too."""
    rng, folder = random.Random(seed), tempfile.mkdtemp(prefix='recorded-', dir=SCRATCH)
    try:
        recorded = Recorded(folder, seed)
        if recorded.strange:
            print('; '.join(recorded.strange[:5]))
            return False
        if not recorded.is_whole():
            print('the recording does not give the bytes of the store')
            return False
        return run(recorded, count, rng) and (not blind or sees_losses(recorded, rng))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--states', type=int, default=STATES_LONG if harness.LONG else STATES)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f'seed {options.seed}', flush=True)
    for done in range(0, options.states, EACH):
        if not one_load(f'{options.seed}-{done}', min(EACH, options.states - done), blind=done == 0):
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
