#!/usr/bin/env python3
"""Scores titles, bylines and days of publication against pages whose answer is known. Python 3 standard library only.

  score_metadata.py [options] [SET ...]        sets: fundus mozilla trafilatura wcxb (default: all)

Runs shingle-extract over each set, as HTML or as plain text, and compares with the set's truth:
  title   equal after folding: compatibility forms, case, and everything that is no letter, mark or digit taken away
  day     the first ten characters of "published" are the day
  author  the same names, in any order; names are parted by commas, semicolons, "and", "&" and the like, and folded;
          also its precision and recall over single names
Only pages whose truth has the field count. Pages of a site with an even hash are for developing, the odd ones show
whether a gain holds on sites that nobody looked at: "dev" and "kept" in the table.

Options:
  --tool PATH     the extractor, default build/release/client/extract/shingle-extract
  --data DIR      the sets, default ../shared/data/extract
  --input KIND    html (default), near or full: the page, its text around the article, all its text
  --misses FIELD  prints the misses of title, day or author: id, truth, answer
  --half HALF     dev or kept: only that half, of misses too
  --json          one JSON object instead of a table
"""
import argparse, hashlib, json, pathlib, re, subprocess, sys, unicodedata
from urllib.parse import urlsplit

SETS = ("fundus", "mozilla", "trafilatura", "wcxb")
FIELDS = ("title", "day", "author")
PARTING = re.compile(r"\s*(?:[,;/|•·]|&|\band\b|\bund\b|\bet\b|\by\b)\s*", re.I)


def fold(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def names(text):
    return {folded for folded in map(fold, PARTING.split(text)) if folded}


def is_right(field, truth, answer):
    if field == "title":
        return fold(truth) == fold(answer)
    if field == "day":
        return truth[:10] == answer[:10]
    return names(truth) == names(answer)


def half_of(page, truth):
    site = urlsplit(truth.get("url", "")).netloc.removeprefix("www.") or page
    return "kept" if hashlib.sha256(site.encode()).digest()[0] % 2 else "dev"


def read_pages(path, kind):
    packed = subprocess.run(["zstd", "-dc", "--long=27", path], capture_output=True, check=True).stdout
    for line in filter(None, packed.decode("utf8").split("\n")):
        row = json.loads(line)
        if kind != "html":
            row = {"id": row["id"], "text": row["text_" + kind]}
        yield json.dumps(row)


def extract(tool, pages):
    done = subprocess.run([tool, "--jsonl"], input="\n".join(pages).encode(), capture_output=True, check=False)
    answers = (json.loads(line) for line in done.stdout.decode("utf8").split("\n") if line)
    return {row["id"]: row for row in answers}


def truth_of(truth, field):
    value = truth.get("date" if field == "day" else field)
    if isinstance(value, list):
        value = ", ".join(value)
    return value or ""


def answer_of(answer, field):
    return answer.get({"title": "title", "day": "published", "author": "byline"}[field]) or ""


class Tally:
    def __init__(self):
        self.pages = self.right = self.found = self.expected = self.answered = 0

    def add(self, field, truth, answer):
        self.pages += 1
        self.right += is_right(field, truth, answer)
        if field == "author":
            expected, answered = names(truth), names(answer)
            self.found += len(expected & answered)
            self.expected += len(expected)
            self.answered += len(answered)

    def row(self):
        row = {"right": self.right, "pages": self.pages, "share": round(self.right / max(1, self.pages), 4)}
        if self.expected:
            row["precision"] = round(self.found / max(1, self.answered), 4)
            row["recall"] = round(self.found / self.expected, 4)
        return row


def score_set(name, options):
    data = pathlib.Path(options.data)
    truths = json.loads((data / f"{name}.truth.json").read_text("utf8"))
    source = data / f"{name}.{'html' if options.input == 'html' else 'text'}.jsonl.zst"
    answers = extract(options.tool, read_pages(source, options.input))
    tallies = {(field, half): Tally() for field in FIELDS for half in ("all", "dev", "kept")}
    for page, truth in truths.items():
        half = half_of(page, truth)
        for field in FIELDS:
            expected, answer = truth_of(truth, field), answer_of(answers.get(page, {}), field)
            if not expected or (options.half and half != options.half):
                continue
            for part in ("all", half):
                tallies[field, part].add(field, expected, answer)
            if options.misses == field and not is_right(field, expected, answer):
                print(f"{name} {page} {truth.get('url', '')}\n  truth  {expected}\n  answer {answer}")
    return tallies


def print_set(name, tallies):
    for field in FIELDS:
        parts = []
        for half in ("all", "dev", "kept"):
            row = tallies[field, half].row()
            part = f"{half} {row['share']:.3f} {row['right']:4d}/{row['pages']:<4d}"
            if half == "all" and "precision" in row:
                part += f" (names: precision {row['precision']:.3f} recall {row['recall']:.3f})"
            parts.append(part)
        if tallies[field, "all"].pages:
            print(f"{name:12s} {field:7s} {'  '.join(parts)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--tool", default="build/release/client/extract/shingle-extract")
    parser.add_argument("--data", default="../shared/data/extract")
    parser.add_argument("--input", choices=("html", "near", "full"), default="html")
    parser.add_argument("--misses", choices=FIELDS)
    parser.add_argument("--half", choices=("dev", "kept"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not pathlib.Path(options.data).is_dir():
        sys.exit(f"score_metadata.py: no sets in {options.data}; --data DIR names their folder")
    result = {}
    for name in options.sets or SETS:
        tallies = score_set(name, options)
        result[name] = {f"{field}_{half}": tally.row() for (field, half), tally in tallies.items() if tally.pages}
        if not options.json:
            print_set(name, tallies)
    if options.json:
        print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
