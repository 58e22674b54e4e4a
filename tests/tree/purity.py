#!/usr/bin/python3
"""Holds libshingle pure: no files, sockets, threads, clocks or environment, and no state outside its arguments.

  purity.py LIBRARY.so ARCHIVE.a...

Memory may be mapped: without open() there is no file to map. Reads what the shared library imports, and the size of the writable sections in each object of the archives. Exit
status: 0 pure, 1 not.
"""
import re
import subprocess
import sys

IMPURE = re.compile(
    r'^(f?open(at)?(64)?|fdopen|freopen|read|write|pread|pwrite|fread|fwrite|fgets|fputs|f?printf|v?fprintf|puts|putchar|'
    r'perror|__v?f?printf_chk|stat(64)?|unlink|rename|fsync|fdatasync|ioctl|'
    r'socket|bind|listen|accept4?|connect|send(to|msg)?|recv(from|msg)?|poll|epoll_.*|select|'
    r'pthread_.*|thrd_.*|mtx_.*|time|gettimeofday|clock(_gettime)?|localtime(_r)?|gmtime|mktime|nanosleep|usleep|sleep|'
    r'getenv|secure_getenv|setlocale|s?rand(om)?(_r)?|getrandom|getentropy|strtok|strerror|exit|_exit|fork|exec.*|system)$')


def imports(library):
    out = subprocess.run(['nm', '-D', '--undefined-only', library], check=True, capture_output=True, text=True).stdout
    return sorted({line.split()[-1].split('@')[0] for line in out.splitlines() if line.split()})


def writable(archive):
    """(object, section, bytes) of writable sections that hold something; .data.rel.ro is read-only once loaded."""
    out = subprocess.run(['size', '-A', archive], check=True, capture_output=True, text=True).stdout
    name = archive
    for line in out.splitlines():
        head = re.match(r'^(\S+)\s+\(ex .*\):', line)
        row = re.match(r'^(\.(?:t?data|t?bss)\S*)\s+(\d+)', line)
        if head:
            name = head.group(1)
        elif row and int(row.group(2)) and not row.group(1).startswith('.data.rel.ro'):
            yield name, row.group(1), int(row.group(2))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    problems = [f'{sys.argv[1]} imports {name}' for name in imports(sys.argv[1]) if IMPURE.match(name)]
    for archive in sys.argv[2:]:
        problems += [f'{name}: {size} bytes of state in {section}' for name, section, size in writable(archive)]
    for problem in problems:
        print(problem)
    print(f'{len(sys.argv) - 1} libraries, {len(problems)} broken rules')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
