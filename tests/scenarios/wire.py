"""A wire between a program and the account (and other servers) that can be cut at any exchange, together with the program's life.

It knows no protocol: an exchange begins where a client speaks for the first time, or again after it was answered. So it
counts plain requests and those inside of TLS alike (handshakes too, which only adds places to die at).
"""

import json
import signal
import socket
import subprocess
import threading


class Wire:
    """Everything that finds the account by its data directory goes through here until close()."""

    def __init__(self, account):
        self.server_file = account.data_dir / "server.json"
        self.port = account.port
        self.lock = threading.Lock()
        self.disarm()
        self.listeners = []
        server = json.loads(self.server_file.read_text())
        server["endpoint"] = f"http://127.0.0.1:{self.lead_to('127.0.0.1', self.port)}"
        self.server_file.write_text(json.dumps(server))

    def lead_to(self, host, port):
        """A port of loopback that leads there; its exchanges are counted with all others."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.listeners.append(listener)
        threading.Thread(target=self.accept, args=(listener, (host, port)), daemon=True).start()
        return listener.getsockname()[1]

    def start(self, exchange, moment, *arguments, **more):
        """A process that gets SIGKILL at its `exchange`th (from 1): `before` the account hears of it, or `after` it has
        answered, when nobody has heard the answer."""
        with self.lock:  # no exchange is counted before this is said
            self.target, self.moment, self.count, self.cut = exchange, moment, 0, False
            self.process = subprocess.Popen(*arguments, **more)
            return self.process

    def disarm(self):
        self.process, self.target, self.moment, self.count, self.cut = None, 0, "", 0, False

    def close(self):
        server = json.loads(self.server_file.read_text())
        self.server_file.write_text(json.dumps({**server, "endpoint": f"http://127.0.0.1:{self.port}"}))
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)  # close() alone would leave accept() waiting
            listener.close()

    def accept(self, listener, where):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return  # closed
            try:
                server = socket.create_connection(where)
            except OSError:
                client.close()  # that one has gone, and who asks for it is told so
                continue
            connection = Connection(self, client, server)
            for pump in (connection.pump_requests, connection.pump_answers):
                threading.Thread(target=pump, daemon=True).start()

    def begin_exchange(self):
        with self.lock:
            self.count += 1
            return self.count

    def cuts(self, exchange, moment):
        """Whether the program dies here; if so, it is dead when this returns."""
        with self.lock:
            if not self.process or self.cut or (exchange, moment) != (self.target, self.moment):
                return self.cut
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.cut = True
            return True


class Connection:
    def __init__(self, wire, client, server):
        self.wire, self.client, self.server = wire, client, server
        self.exchange, self.answered = 0, True

    def pump_requests(self):
        try:
            while data := self.client.recv(1 << 16):
                if self.answered:
                    self.answered, self.exchange = False, self.wire.begin_exchange()
                if self.wire.cuts(self.exchange, "before"):
                    break
                self.server.sendall(data)
        except OSError:
            pass
        self.end(self.server)

    def pump_answers(self):
        try:
            while data := self.server.recv(1 << 16):
                if self.wire.cuts(self.exchange, "after"):
                    break
                self.answered = True
                self.client.sendall(data)
        except OSError:
            pass
        self.end(self.client)

    @staticmethod
    def end(to):
        try:
            to.shutdown(socket.SHUT_WR)
        except OSError:
            pass
