#!/usr/bin/python3
"""The daemon as a service: its command line, its settings, what it tells systemd, sockets handed over, its units."""
import glob
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import access
import encryption
import harness
import texts
from resp import Client


class CommandLine(harness.Scenario):
    def run_daemon(self, *words, env=None):
        return subprocess.run([harness.program('shingled'), *words], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL)

    def config(self, text):
        path = os.path.join(self.folder, 'test.conf')
        with open(path, 'w', encoding='utf-8') as out:
            out.write(text)
        return path

    def test_version_and_help(self):
        self.assertRegex(self.run_daemon('--version').stdout, r'^shingled \d+\.\d+\.\d+')
        self.assertEqual(self.run_daemon('--no-such-option').returncode, os.EX_USAGE)

    def test_good_settings_pass(self):
        run = self.run_daemon('-c', os.path.join(harness.ROOT, 'config/shingled.conf'), '--check-config')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(self.run_daemon('--check-config').returncode, 0)

    def test_wrong_settings_are_named_with_file_and_line(self):
        table = [('[store]\nmax-size = lots\n', 2), ('[store]\n\nmax-siez = 1G\n', 3), ('[limits]\nclients = 0\n', 2),
                 ('[sotre]\n', 1), ('[limits]\nclients = 5\nclients = 6\n', 3),
                 ('[listen]\naddress = 127.0.0.1:99999\n', 2),
                 ('nonsense\n', 1), ('[match]\ncontainment = 1.5\n', 2), ('[extract]\nagencies = Fana||FBC\n', 2)]
        for text, line in table:
            with self.subTest(text=text):
                path = self.config(text)
                run = self.run_daemon('-c', path, '--check-config')
                self.assertNotEqual(run.returncode, 0)
                self.assertIn(f'{path}:{line}:', run.stderr)
                started = self.run_daemon('-c', path, '--data', os.path.join(self.folder, 'never'))
                self.assertNotEqual(started.returncode, 0)
                self.assertFalse(os.path.exists(os.path.join(self.folder, 'never')))

    def test_other_machines_are_refused_unless_it_is_meant(self):
        run = self.run_daemon('--data', os.path.join(self.folder, 'store'), '--listen', '0.0.0.0:7625', '--http', 'off')
        self.assertNotEqual(run.returncode, 0)
        self.assertIn('i-know-this-is-open', run.stderr)
        run = self.run_daemon('-c', os.path.join(self.folder, 'absent.conf'), '--check-config')
        self.assertNotEqual(run.returncode, 0)

    def test_a_port_in_use_is_told(self):
        served = self.daemon()
        run = self.run_daemon('--data', os.path.join(self.folder, 's'), '--listen', f'127.0.0.1:{served.port}',
                              '--http', 'off')
        self.assertNotEqual(run.returncode, 0)
        self.assertIn(str(served.port), run.stderr)


class Signals(harness.Scenario):
    def test_ready_comes_with_a_status(self):
        served = self.daemon()
        self.assertIn('READY=1', served.told)
        self.assertEqual(served.stop(signal.SIGINT), 0)

    def test_hup_reads_the_settings_again_and_refuses_wrong_ones(self):
        served = self.daemon('[match]\ncontainment = 0.5\n')
        with served.client() as client:
            self.set_and_wait(served, client, '[match]\ncontainment = 0.6\n', '0.6')
            with open(served.settings, 'w', encoding='utf-8') as out:
                out.write('[match]\ncontainment = nine\n')
            served.process.send_signal(signal.SIGHUP)
            self.assertEqual(client.call('PING'), 'PONG')
            self.set_and_wait(served, client, '[match]\ncontainment = 0.7\n', '0.7')
        self.assertIn('containment', served.log())

    @unittest.skipIf(harness.SLOW or harness.WRAP, 'a sanitizer keeps memory of its own')
    def test_hup_without_a_change_takes_no_memory(self):
        served, rounds = self.daemon('[match]\ncontainment = 0.5\n'), 300
        for _ in range(20):
            self.reload(served)
        before = served.memory_kib()
        for _ in range(rounds):
            self.reload(served)
        self.assertLess(served.memory_kib() - before, rounds)

    def reload(self, served):
        told = served.log().count('settings read again')
        served.process.send_signal(signal.SIGHUP)
        for _ in range(5000):
            if served.log().count('settings read again') > told:
                return
            time.sleep(.001)
        self.fail('nothing is told of a reload')

    def test_hup_changes_the_agencies_that_credits_are_read_with(self):
        served = self.daemon('[extract]\nagencies = Lighthouse Wire|LHW|lighthouse.example\n')
        with served.client() as client:
            self.assertEqual(self.agency(client, 1, 'LHW'), 'Lighthouse Wire')
            self.assertEqual(self.agency(client, 2, 'NQP'), None)
            self.set_and_wait(served, client, '[extract]\nagencies = Northquay Press|NQP\nagencies = Reuters|RTX\n',
                              'Northquay Press|NQP, Reuters|RTX', 'extract.agencies')
            self.assertEqual(self.agency(client, 3, 'LHW'), None)
            self.assertEqual(self.agency(client, 4, 'NQP'), 'Northquay Press')
            self.assertEqual(self.agency(client, 5, 'RTX'), 'Reuters')
            self.set_and_wait(served, client, '', '', 'extract.agencies')
            self.assertEqual(self.agency(client, 6, 'NQP'), None)
            self.assertEqual(client.map('DOC', 'key:made-1')['agency'], 'Lighthouse Wire')

    def agency(self, client, seed, name):
        fields = texts.fields(seed)
        fields['text'] = f'WESTQUAY, Nov 21 ({name}) - ' + fields['text']
        return client.submit(**fields)['agency']

    def set_and_wait(self, served, client, text, wanted, name='match.containment'):
        with open(served.settings, 'w', encoding='utf-8') as out:
            out.write(text)
        served.process.send_signal(signal.SIGHUP)
        for _ in range(5000):
            value = client.map('CONFIG', 'GET', name)[name]
            if value == wanted:
                return
        self.fail(f'{name} is {value} after SIGHUP')


class Systemd(harness.Scenario):
    def test_sockets_are_taken_from_systemd(self):
        self.need('systemd-socket-activate')
        port = harness.free_port()
        store = os.path.join(self.folder, 'store')
        command = ['systemd-socket-activate', '-l', f'127.0.0.1:{port}', harness.program('shingled'), '--data', store,
                   '--http', 'off']
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            with self.connect(port) as client:
                self.assertEqual(client.submit(**texts.fields(1))['id'], 1)
        finally:
            process.terminate()
            self.assertEqual(process.wait(harness.STOP_S), 0)

    def test_sockets_that_others_reach_are_refused(self):
        """The same rule as for the addresses in the settings, for commands and for HTTP."""
        self.need('systemd-socket-activate')
        for name in ('resp', 'http'):
            for address, open_to_all, refused in (('0.0.0.0', False, True), ('0.0.0.0', True, False),
                                                  ('127.0.0.1', False, False)):
                with self.subTest(name=name, address=address, open_to_all=open_to_all):
                    said = self.handed_over(name, address, open_to_all)
                    self.assertEqual('was handed over and can be reached' in said, refused, said)

    def test_sockets_for_tls_are_taken_with_users_and_certificates(self):
        self.need('systemd-socket-activate', 'openssl')
        pem, key = encryption.make_certificate(self.folder, 'server')
        users = os.path.join(self.folder, 'users')
        with open(users, 'w', encoding='ascii') as out:
            os.chmod(users, 0o600)
            out.write(f'desk query {access.hashed("0123456789abcdef")}\n')
        files = f'[tls]\ncertificate = {pem}\nkey = {key}\n'
        for name in ('tls', 'https'):
            for settings, wanted in (('', 'needs tls.certificate'), (files, 'was handed over and can be reached'),
                                     (f'{files}[access]\nusers = {users}\n', 'serves at')):
                with self.subTest(name=name, settings=settings):
                    said = self.handed_over(name, '0.0.0.0', False, settings)
                    self.assertIn(wanted, said)
                    self.assertEqual(' https://0.0.0.0:' in said, name == 'https' and wanted == 'serves at', said)

    def handed_over(self, name, address, open_to_all, more=''):
        """What the daemon says when it is woken with a socket at that address, until it ends or serves."""
        port, folder = harness.free_port(), tempfile.mkdtemp(dir=self.folder)
        other = '--http=off' if name in ('resp', 'tls') else f'--listen=unix:{folder}/socket'
        http = ['--http', 'off'] if name == 'https' else []
        with open(os.path.join(folder, 'settings'), 'w', encoding='utf-8') as settings:
            settings.write('[listen]\ni-know-this-is-open = yes\n' if open_to_all else '')
            settings.write(more)
        command = ['systemd-socket-activate', '-l', f'{address}:{port}', f'--fdname={name}',
                   harness.program('shingled'), '-c', os.path.join(folder, 'settings'),
                   '--data', os.path.join(folder, 'store'), *other.split('='), *http]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True)
        said = ''
        try:
            with self.knock(port):
                for line in process.stdout:
                    said += line
                    if ' serves at ' in line:
                        break
        finally:
            process.terminate()
            process.communicate()
        return said

    def knock(self, port):
        for _ in range(100000):
            try:
                return socket.create_connection(('127.0.0.1', port), 60)
            except ConnectionRefusedError:
                continue
        self.fail('nobody listens')

    def connect(self, port):
        """Asks until the activator listens; from then on the kernel holds our connection until it is accepted."""
        for _ in range(100000):
            try:
                return Client(('127.0.0.1', port))
            except ConnectionRefusedError:
                continue
        self.fail('nobody listens')

    def units(self):
        """The installed units with their program's path pointing to the one that was built."""
        folder = os.path.join(self.folder, 'units')
        os.mkdir(folder)
        for path in sorted(glob.glob(os.path.join(harness.BUILD, 'systemd/tried/*.*'))):
            name = os.path.basename(path)
            if name.endswith(('.service', '.socket')):
                with open(path, encoding='utf-8') as unit:
                    text = re.sub(r'(?m)^(ExecStart\w*=)\S*/(shingled)\b',
                                  lambda found: found[1] + harness.program(found[2]), unit.read())
                with open(os.path.join(folder, name), 'w', encoding='utf-8') as out:
                    out.write(text)
        units = sorted(glob.glob(os.path.join(folder, '*')))
        self.assertTrue(units, 'no units found')
        return units

    def need_analyze(self):
        self.need('systemd-analyze')
        if not os.path.isdir('/run/systemd') and not os.access('/run', os.W_OK):
            self.skipTest('systemd-analyze needs /run/systemd, and there is none')

    def test_the_units_verify_without_a_word(self):
        self.need_analyze()
        run = subprocess.run(['systemd-analyze', 'verify', '--man=no', *self.units()], capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ''))

    def test_the_service_is_sandboxed(self):
        self.need_analyze()
        for unit in self.units():
            if unit.endswith('.service'):
                run = subprocess.run(['systemd-analyze', 'security', '--offline=true', '--threshold=10', unit],
                                     capture_output=True, text=True)
                self.assertEqual(run.returncode, 0, run.stdout[-3000:] + run.stderr)


if __name__ == '__main__':
    harness.main()
