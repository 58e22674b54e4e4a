#!/usr/bin/python3
"""Shows that floors.py can fail: small trees with one broken rule each, and one without."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import floors  # noqa: E402

TABLE = '''# A page
```floors
low   ->
high  -> low
tests -> *
```
'''


class Floors(unittest.TestCase):
    def problems(self, files, table=TABLE):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {'doc/architecture.md': table, **files}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), 'w', encoding='utf-8') as out:
                    out.write(text)
            return floors.check(root)[0]

    def test_arrows_downward_hold(self):
        self.assertEqual(self.problems({'low/a.h': '', 'high/b.c': '#include "low/a.h"\n#include <stdio.h>\n',
                                        'tests/t.c': '#include "high/b.h"\n'}), [])

    def test_an_arrow_upward_breaks(self):
        self.assertEqual(self.problems({'low/a.c': '\n#include "high/b.h"\n'}),
                         ['low/a.c:2: low may not include high ("high/b.h")'])

    def test_a_relative_include_breaks(self):
        self.assertEqual(len(self.problems({'low/a.c': '  # include "a.h"\n'})), 1)

    def test_a_file_off_the_floors_breaks(self):
        self.assertEqual(self.problems({'attic/a.c': ''}), ['attic/a.c: lies on no floor of the table'])

    def test_a_circle_of_headers_breaks(self):
        found = self.problems({'low/a.h': '#include "low/b.h"\n', 'low/b.h': '#include "low/a.h"\n'})
        self.assertEqual(found, ['circle of includes: low/a.h -> low/b.h -> low/a.h'])

    def test_a_circle_in_the_table_breaks(self):
        table = '```floors\nlow -> high\nhigh -> low\n```\n'
        self.assertEqual(len(self.problems({'low/a.c': ''}, table)), 2)


if __name__ == '__main__':
    unittest.main()
