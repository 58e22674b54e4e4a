"""A documentation page as a list of blocks, and its output notation as patterns. See run.py for the rules."""
import re

FENCE = re.compile(r'^```(\w*)\s*$')
MARKER = re.compile(r'^<!-- (not run|file|needs|exit|continues): (.+?) -->$')
UNHELD = {'', 'text', 'floors'}  # languages of blocks that show no command and no code


class Command:
    """A command of a console block: its lines without prompts, and the output that the page shows."""

    def __init__(self, line, words):
        self.line = line  # where it stands in the page, from 1
        self.words = words
        self.shown = []

    @property
    def output_line(self):
        return self.line + self.words.count('\n') + 1

    def matches(self, printed):
        return pattern(self.shown).fullmatch(normal(printed) + '\n') is not None


class Block:
    """A fenced block: its language, its lines, and what the markers before it say."""

    def __init__(self, line, language, markers):
        self.line, self.language, self.markers, self.lines = line, language, markers, []

    def commands(self):
        found = []
        for number, text in enumerate(self.lines, self.line + 1):
            if text.startswith('$ '):
                found.append(Command(number, text[2:]))
            elif text.startswith('> ') and found and not found[-1].shown:
                found[-1].words += '\n' + text[2:]
            elif found:
                found[-1].shown.append(text)
            else:
                raise ValueError(f'line {number}: output without a command')
        return found


def normal(text):
    """Without blanks at the ends of lines, and without empty lines at the end."""
    return '\n'.join(line.rstrip() for line in text.rstrip().split('\n'))


def pattern(shown):
    """What a page shows as a pattern for normal lines with their ends: … is any text within a line; alone, any lines."""
    parts = []
    for line in normal('\n'.join(shown)).split('\n'):
        if line.strip() == '…':
            parts.append('(?:[^\n]*\n)*?')
        else:
            parts.append('[^\n]*'.join(map(re.escape, line.split('…'))) + '\n')
    return re.compile(''.join(parts))


def blocks(text):
    """The fenced blocks of a page, and what is wrong with its form, as (blocks, continues, problems)."""
    found, problems, markers, open_block, continues = [], [], {}, None, None
    for number, line in enumerate(text.split('\n'), 1):
        fence, marker = FENCE.match(line), MARKER.match(line)
        if open_block is not None:
            if line == '```':
                found.append(open_block)
                open_block = None
            else:
                open_block.lines.append(line)
        elif fence:
            open_block, markers = Block(number, fence.group(1), markers), {}
            problems += [f'line {number}: {problem}' for problem in unheld(open_block)]
        elif marker and marker.group(1) == 'continues':
            continues = marker.group(2)
        elif marker:
            markers[marker.group(1)] = marker.group(2)
        elif line.strip():
            if markers:
                problems.append(f'line {number}: a marker without a block behind it')
            markers = {}
            if line.startswith('    $ '):
                problems.append(f'line {number}: a command outside a console block')
    if open_block is not None:
        problems.append(f'line {open_block.line}: a block without an end')
    for block in found:
        if block.language in UNHELD and any(line.startswith('$ ') for line in block.lines):
            problems.append(f'line {block.line}: a command outside a console block')
    return found, continues, problems


def unheld(block):
    """Code that nothing would run: every block of a language is a console block, a file, or says why it is not run."""
    if block.language != 'console' and block.language not in UNHELD and not {'file', 'not run'} & set(block.markers):
        yield f'a block of {block.language} that is neither a file nor marked as not run'
