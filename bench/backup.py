#!/usr/bin/python3
"""What a backup costs whoever submits meanwhile, and whether a store restored from it answers as the first one does.

  backup.py BUILD [ARTICLES] [QUERIES]     a store of ARTICLES (1000000); QUERIES (10000) are compared

A crawler sends one short article after another; its times are measured for a while alone, then while a backup is made.
Then nothing is sent, a second backup is made, a daemon is started on it, and both answer the same questions. Needs disk
for three stores of 1 KB an article below TMPDIR. Exit status: 0 all answers are equal, 1 they are not.
"""
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../tests/scenarios'))
ALONE_S = 20


class Crawler(threading.Thread):
    """Sends articles one after another and notes when each was answered, and after how long."""

    def __init__(self, served, lines):
        super().__init__()
        self.client, self.lines = served.client(), lines
        self.times, self.ended = [], False

    def run(self):
        for line in self.lines:
            if self.ended:
                return
            began = time.monotonic()
            self.client.call('SUBMIT', 'JSON', line)
            self.times.append((began, time.monotonic() - began))
        sys.exit('backup: the crawler has no more articles')

    def tell(self, name, since, until):
        times = sorted(1000 * took for began, took in self.times if since <= began < until)
        if not times:
            sys.exit(f'backup: no article was sent {name}')
        print(f'{name:13} {len(times):7} articles in {until - since:6.1f} s   p50 {times[len(times) // 2]:7.2f}   '
              f'p99 {times[int(len(times) * .99)]:7.2f}   longest {times[-1]:7.2f} ms', flush=True)


def generated(build, count, first):
    run = subprocess.run([f'{build}/bench/submit', '--generate', '--short', '--count', str(count), '--first', str(first)],
                         capture_output=True, check=True)
    return run.stdout.splitlines()


def answers(served, asked):
    from resp import encode
    with served.client() as client:
        for at in range(0, len(asked), 100):
            client.send(b''.join(encode(*words) for words in asked[at:at + 100]))
            for _ in asked[at:at + 100]:
                yield str(client.read())


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith('-'):
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    articles, queries = (int(word) for word in (sys.argv[2:4] + ['1000000', '10000'][len(sys.argv) - 2:])[:2])
    os.environ['SHINGLED_BUILD'] = build
    import harness
    with tempfile.TemporaryDirectory(prefix='shingled-backup-') as folder:
        served = harness.Daemon(folder, f'[store]\nbackup-path = {folder}/backups\n').start()
        subprocess.run([f'{build}/bench/submit', '-s', served.unix_address, '--short', '-n', str(articles)], check=True,
                       stdout=subprocess.DEVNULL)
        crawler = Crawler(served, generated(build, 200000, articles))
        began = time.monotonic()
        crawler.start()
        time.sleep(ALONE_S)
        asked = time.monotonic()
        reply = served.client().map('BACKUP', 'under-load')
        done = time.monotonic()
        crawler.ended = True
        crawler.join()
        print(f'{articles} articles, {reply["bytes"] / 1e6:.0f} MB')
        crawler.tell('alone', began, asked)
        crawler.tell('beside backup', asked, done)
        served.client().map('BACKUP', 'still')
        copy_folder = os.path.join(folder, 'copy')
        os.mkdir(copy_folder)
        copy = harness.Daemon(copy_folder)
        copy.store = os.path.join(folder, 'backups', 'still')
        began = time.monotonic()
        copy.start()
        print(f'restored: it answers after {time.monotonic() - began:.1f} s')
        rng = random.Random(1)
        asked = [(rng.choice(('DOC', 'TEXT', 'MEMBERS')), rng.randrange(1, articles + 1)) for _ in range(queries)]
        wrong = [words for words, one, other in zip(asked, answers(served, asked), answers(copy, asked)) if one != other]
        print(f'{len(asked)} queries, {len(wrong)} answered otherwise {wrong[:3] or ""}')
        served.stop()
        copy.stop()
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
