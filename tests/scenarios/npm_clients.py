#!/usr/bin/python3
"""The npm clients redis and ioredis, installed into the build directory. Only at full length: it asks the registry."""
import os
import shutil
import subprocess

import harness

VERSIONS = {'redis': '5', 'ioredis': '5'}


class NpmClients(harness.Scenario):
    def installed(self):
        if not harness.LONG:
            self.skipTest('runs with ./check --full')
        self.need('node', 'npm')
        folder = os.path.join(harness.BUILD, 'npm')
        os.makedirs(folder, exist_ok=True)
        shutil.copy(os.path.join(harness.ROOT, 'tests/scenarios/npm/clients.mjs'), folder)
        with open(os.path.join(folder, 'package.json'), 'w', encoding='utf-8') as package:
            package.write('{"private": true}\n')
        run = subprocess.run(['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel', 'error',
                              *[f'{name}@{version}' for name, version in VERSIONS.items()]],
                             capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertEqual(run.returncode, 0, run.stderr)
        return folder

    def test_npm_clients(self):
        folder = self.installed()
        served = self.daemon()
        run = subprocess.run(['node', 'clients.mjs', str(served.port), *VERSIONS], cwd=folder, capture_output=True,
                             text=True, timeout=120, stdin=subprocess.DEVNULL)
        print(run.stdout, flush=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(len(run.stdout.splitlines()), 3)


if __name__ == '__main__':
    harness.main()
