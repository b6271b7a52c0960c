"""Counts the HTTP requests that pass: a relay on loopback in front of a server that speaks plain HTTP/1.1."""

import contextlib
import re
import selectors
import socket
import threading

REQUEST_LINE = re.compile(rb"(?:^|\n)(GET|HEAD|POST|PUT|PATCH|DELETE) (/[^ ]*) HTTP/1\.1\r\n")


class CountingRelay:
    def __init__(self, port):
        self.server_port = port
        self.requests = []  # "GET /api/v1/pods", without what follows the path
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):  # it was closed
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.server_port))
                threading.Thread(target=self.carry, args=(client, server), daemon=True).start()

    def carry(self, client, server):
        with client, server, selectors.DefaultSelector() as both, contextlib.suppress(OSError):
            both.register(client, selectors.EVENT_READ)
            both.register(server, selectors.EVENT_READ)
            while True:
                for key, _ in both.select():
                    data = key.fileobj.recv(1 << 16)
                    if not data:
                        return
                    if key.fileobj is client:
                        self.count(data)
                    (server if key.fileobj is client else client).sendall(data)

    def count(self, data):  # clients write a request's head at once
        for method, target in REQUEST_LINE.findall(data):
            self.requests.append(f"{method.decode()} {target.decode().split('?')[0]}")

    def close(self):
        self.listener.close()
