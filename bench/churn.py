#!/usr/bin/python3
"""bench/churn: what stays of a store whose articles are imported and forgotten, round after round.

usage: churn.py BUILD [ROUNDS [ARTICLES [COPIES]]]      (10, 100000, 30 per cent)

Starts the daemon of a build directory on a new store, and in each round submits new articles with bench/submit and forgets
them all again, one FORGET each, pipelined. Prints a line a round: rates, the processor's time that the daemon took for each article, the daemon's memory and the data file, after
the import and after the removal. Space that is freed is used again, so from the second round on both stay as they are.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../tests/scenarios'))
BUILD = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else sys.exit(__doc__)
os.environ['SHINGLED_BUILD'] = BUILD
import harness  # noqa: E402  (reads the environment)

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 10
ARTICLES = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
COPIES = sys.argv[4] if len(sys.argv) > 4 else '30'


def load(daemon, first, *options):
    out = subprocess.run([os.path.join(BUILD, 'bench/submit'), '-s', f'127.0.0.1:{daemon.port}', '-c', '2', '-p',
                          '128', '-n', str(ARTICLES), '--first', str(first), '--copies', COPIES, *options],
                         check=True, capture_output=True, text=True).stdout
    return float(re.search(r'rate +(\d+)', out).group(1))


def cpu_us(daemon):
    """Of all its threads, an article."""
    with open(f'/proc/{daemon.process.pid}/stat', encoding='ascii') as stat:
        ticks = sum(int(word) for word in stat.read().rsplit(')', 1)[1].split()[11:13])
    return ticks * 1e6 / os.sysconf('SC_CLK_TCK') / ARTICLES


def sizes(daemon):
    return daemon.memory_kib() / 1024, os.path.getsize(os.path.join(daemon.store, 'data.mdb')) / 1e6


def main():
    folder = tempfile.mkdtemp(prefix='churn-')
    daemon = harness.Daemon(folder).start()
    print('round  submits/s  forgets/s  CPU us of each   RSS MiB full  empty   file MB full   empty')
    try:
        for number in range(ROUNDS):
            began = cpu_us(daemon)
            submits = load(daemon, number * ARTICLES)
            full, middle = sizes(daemon), cpu_us(daemon)
            forgets = load(daemon, number * ARTICLES, '--forget')
            empty, end = sizes(daemon), cpu_us(daemon)
            print(f'{number + 1:5}  {submits:9.0f}  {forgets:9.0f}  {middle - began:6.0f} {end - middle:7.0f}  {full[0]:13.1f}  {empty[0]:5.1f}  {full[1]:13.1f}  '
                  f'{empty[1]:6.1f}', flush=True)
        info = daemon.client().info()
        assert info['articles'] == '0', info['articles']
    finally:
        daemon.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
