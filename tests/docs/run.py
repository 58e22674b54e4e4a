#!/usr/bin/python3
"""Runs every command that a documentation page shows, and compares what it prints with what the page shows.

  run.py PAGE            exit status 0 good, 1 not
  run.py --write PAGE    puts what was printed in place of the output that differs

Commands are those of `console` blocks: a line that begins with "$ " is a command, lines behind it that begin with
"> " continue it, and what follows is its output. Commands of a page run in order, in one shell, in a folder that is like a
fresh clone, with the programs of the build (SHINGLED_BUILD) on the PATH; shell.py tells more. In shown output

    …               stands for any text within a line
    …               alone on a line, for any number of lines

A command has to end with status 0. Blocks may have a marker on a line of its own before them:

    <!-- not run: REASON -->    the block is not run; it is counted, and printed with the reason
    <!-- needs: TOOL ... -->    the block is skipped where a tool is not installed; python3-NAME is a module
    <!-- exit: N -->            the block's last command ends with status N
    <!-- file: NAME -->         the block is the content of a file, for the commands behind it

and a page one of its own: `<!-- continues: PAGE -->`, before whose commands those of another page of its folder run, so
that pages can build on each other. Every block of a language other than console, text and none has to be a file or to be
marked as not run, and no command may stand outside a console block: what is shown is held, or says why it is not.
"""
import importlib.util
import os
import shutil
import sys

import page as pages
from shell import ROOT, TOOLS, Shell


class Report:
    def __init__(self):
        self.run, self.skipped, self.problems, self.rewritten = 0, [], [], {}


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def is_here(tool):
    if tool.startswith('python3-'):
        return importlib.util.find_spec(tool[len('python3-'):]) is not None
    return shutil.which(tool, path=TOOLS) is not None


def skip_reason(block):
    if 'not run' in block.markers:
        return block.markers['not run']
    missing = [tool for tool in block.markers.get('needs', '').split() if not is_here(tool)]
    return f'{", ".join(missing)}: not installed' if missing else None


def run_command(shell, command, wanted_status, report):
    status, printed = shell.run(command.words)
    report.run += 1
    if status != wanted_status:
        report.problems.append(f'line {command.line}: $ {command.words}\nended with {status}:\n{printed}')
    elif not command.matches(printed):
        report.problems.append(f'line {command.line}: $ {command.words}\n--- the page shows\n' + '\n'.join(command.shown) +
                               f'\n--- it printed\n{printed.rstrip()}\n---')
        report.rewritten[command.output_line] = (len(command.shown), pages.normal(printed).split('\n'))


def run_block(shell, block, report):
    if 'file' in block.markers:
        shell.write(block.markers['file'], block.lines)
    elif block.language == 'console':
        commands = block.commands()
        for command in commands:
            last = command is commands[-1]
            run_command(shell, command, int(block.markers.get('exit', 0)) if last else 0, report)


def run_page(path, shell, report):
    """Runs a page's blocks in the shell, after those of the page that it continues."""
    found, continues, problems = pages.blocks(read(path))
    report.problems += problems
    if continues:
        before = Report()
        run_page(os.path.join(os.path.dirname(path), continues), shell, before)
        report.problems += [f'{continues}: {problem}' for problem in before.problems]
    for block in found:
        reason = skip_reason(block)
        if reason:
            report.skipped.append(f'line {block.line}: {reason}')
        else:
            run_block(shell, block, report)


def rewrite(path, rewritten):
    """Puts outputs in their places, from the end of the page to its beginning: {line: (lines shown, lines printed)}."""
    lines = read(path).split('\n')
    for line, (shown, printed) in sorted(rewritten.items(), reverse=True):
        lines[line - 1:line - 1 + shown] = printed
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines))


def hold(path):
    """Runs a page in a shell of its own."""
    report, shell = Report(), Shell()
    try:
        run_page(path, shell, report)
    except (RuntimeError, ValueError, TimeoutError) as error:
        report.problems.append(str(error))
    finally:
        shell.close()
    return report


def main():
    arguments = sys.argv[1:]
    write = arguments[:1] == ['--write']
    if len(arguments) != 1 + write:
        sys.exit(__doc__)
    path = os.path.abspath(arguments[-1])
    report = hold(path)
    for problem in report.problems:
        print(problem)
    if write:
        rewrite(path, report.rewritten)
    for reason in report.skipped:
        print('not run,', reason)
    print(f'{os.path.relpath(path, ROOT)}: {report.run} commands run, {len(report.skipped)} blocks not run, '
          f'{len(report.problems)} problems')
    return 1 if report.problems else 0


if __name__ == '__main__':
    sys.exit(main())
