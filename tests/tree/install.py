#!/usr/bin/python3
"""Installs the build into a temporary prefix and builds a stranger's program against it with pkg-config.

  install.py CMAKE COMPILER BUILD

Exit status: 0 good, 1 not.
"""
import glob
import os
import subprocess
import sys
import tempfile

WANTED = ['bin/shinglectl', 'bin/shingle-extract', 'bin/shingled', 'lib*/libshingle.so', 'lib*/pkgconfig/shingle.pc',
          'include/shingle/base/bytes.h', 'include/shingle/match/matcher.h', 'share/man/man8/shingled.8',
          'share/man/man1/shinglectl.1', 'share/man/man1/shingle-extract.1', 'share/man/man5/shingled.conf.5',
          'share/bash-completion/completions/shinglectl', 'share/zsh/site-functions/_shinglectl',
          'share/fish/vendor_completions.d/shinglectl.fish', 'etc/shingled/shingled.conf', '*/systemd/system/shingled.service', '*/systemd/system/shingled.socket']

PROGRAM = r'''
#include <stdio.h>
#include <shingle/base/hash_key.h>
#include <shingle/base/status.h>
#include <shingle/extract/page.h>
#include <shingle/match/matcher.h>
#include <shingle/sketch/sketch.h>
int main(void)
{
    puts(status_word(STATUS_TOOBIG));
    return 0;
}
'''


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def found(prefix, pattern):
    return glob.glob(os.path.join(prefix, pattern)) or glob.glob(os.path.join(prefix, pattern.replace('lib*/', 'lib/*/')))


def outside_program(compiler, prefix):
    """What the program prints that only knows pkg-config's answers."""
    pc = os.path.dirname(found(prefix, 'lib*/pkgconfig/shingle.pc')[0])
    flags = run('pkg-config', '--cflags', '--libs', 'shingle',
                env={**os.environ, 'PKG_CONFIG_PATH': pc}).split()
    source = os.path.join(prefix, 'outside.c')
    with open(source, 'w', encoding='utf-8') as out:
        out.write(PROGRAM)
    run(compiler, '-Wall', '-Wextra', '-Werror', source, '-o', source[:-2], *flags)
    return run(source[:-2], env={**os.environ, 'LD_LIBRARY_PATH': os.path.dirname(pc)})


def service_problems(prefix):
    """What the installed service starts has to be what was installed."""
    with open(found(prefix, '*/systemd/system/shingled.service')[0], encoding='utf-8') as unit:
        start = [line.strip() for line in unit if line.startswith('ExecStart=')]
    wanted = f'ExecStart={prefix}/bin/shingled -c {prefix}/etc/shingled/shingled.conf'
    return [] if start == [wanted] else [f'the service has {start}, not {wanted}']


def settings_stay(cmake, build, prefix):
    """Installing again leaves an operator's settings alone."""
    path = os.path.join(prefix, 'etc/shingled/shingled.conf')
    with open(path, 'w', encoding='utf-8') as settings:
        settings.write('# mine\n')
    run(cmake, '--install', build, '--prefix', prefix)
    with open(path, encoding='utf-8') as settings:
        return [] if settings.read() == '# mine\n' else ['installing again wrote over the settings']


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    cmake, compiler, build = sys.argv[1:]
    with tempfile.TemporaryDirectory() as prefix:
        try:
            run(cmake, '--install', build, '--prefix', prefix)
            problems = [f'not installed: {pattern}' for pattern in WANTED if not found(prefix, pattern)]
            problems += service_problems(prefix) + settings_stay(cmake, build, prefix)
            if outside_program(compiler, prefix) != 'TOOBIG\n':
                problems.append('the outside program said something else')
        except subprocess.CalledProcessError as error:
            problems = [f'{error}\n{error.stdout}{error.stderr}']
    for problem in problems:
        print(problem)
    print(f'{len(WANTED)} files wanted, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
