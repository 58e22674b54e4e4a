#!/usr/bin/env python3
"""Writes shingle/extract/entities_table.c: the HTML standard's named character references.

    cmake/generate_entities.py          writes the file
    cmake/generate_entities.py --check  exit status 1 when the file in the tree differs

The list comes from Python's own html.entities.html5, which is the standard's section 13.5 as data.
"""
import html.entities
import pathlib
import sys

TARGET = pathlib.Path(__file__).resolve().parent.parent / "shingle" / "extract" / "entities_table.c"
BITS = 12


def name_hash(name):
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def wrapped(items, width):
    return ["    " + ", ".join(items[i:i + width]) + "," for i in range(0, len(items), width)]


def main():
    names = sorted(html.entities.html5)
    slots = [0] * (1 << BITS)
    blob, records = "", []
    for number, name in enumerate(names, 1):
        at = name_hash(name) >> (32 - BITS)
        while slots[at]:
            at = (at + 1) % len(slots)
        slots[at] = number
        value = html.entities.html5[name].encode()
        assert len(value) <= 6 and len(name) <= 32
        cells = ", ".join(map(str, value))
        records.append(f"{{{len(blob)}, {len(name)}, {len(value)}, {{{cells}}}}}")
        blob += name
    assert len(blob) < 1 << 16
    lines = ["/* Written by cmake/generate_entities.py: change that, not this. */",
             "#include \"shingle/extract/entities_table.h\"", "", "/* clang-format off */",
             f"const char entity_names[{len(blob) + 1}] ="]
    lines += [f"    \"{blob[i:i + 100]}\"" for i in range(0, len(blob), 100)]
    lines[-1] += ";"
    lines += ["", f"const struct entity entities[{len(names)}] = {{"] + wrapped(records, 4) + ["};", ""]
    lines += ["const uint16_t entity_slots[1 << ENTITY_SLOT_BITS] = {"] + wrapped(list(map(str, slots)), 24)
    lines += ["};", "/* clang-format on */", ""]
    text = "\n".join(lines)
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.exists() and TARGET.read_text() == text else 1)
    TARGET.write_text(text)


if __name__ == "__main__":
    main()
