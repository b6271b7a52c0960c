"""Clients that only take up room: a process of its own, so that they take no time from the test's own clients.

    crowd.py PORT ADDRESS COUNT HEAD BYTE

From ADDRESS, keeps COUNT connections to PORT, each of which sends HEAD and then, if BYTE is not empty, one such byte
each second. Whoever is turned away comes back a second later. Says `ready` when all have been there once.
"""

import errno
import resource
import selectors
import socket
import sys
import time

PAUSE_S = 1.0


class Client:
    """One of them: connected, or away until its time comes."""

    def __init__(self, port, address, head, byte):
        self.where, self.address, self.head, self.byte = ("127.0.0.1", port), address, head, byte
        self.connection = None

    def come(self):
        self.connection = socket.socket()
        self.connection.setblocking(False)
        self.connection.bind((self.address, 0))
        error = self.connection.connect_ex(self.where)
        if error not in (0, errno.EINPROGRESS):
            raise OSError(error, "cannot connect")

    def go(self):
        self.connection.close()
        self.connection = None

    def act(self):
        """Once a second. What cannot be sent is not sent."""
        try:
            if self.connection is None:
                self.come()
            elif self.head:
                self.connection.send(self.head)
                self.head_sent, self.head = self.head, b""
            elif self.byte:
                self.connection.send(self.byte)
        except BlockingIOError:
            pass
        except OSError:
            self.turned_away()

    def turned_away(self):
        if self.connection:
            self.go()
        self.head = self.head or getattr(self, "head_sent", b"")


def main(port, address, count, head, byte):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    clients = [Client(port, address, head, byte) for _ in range(count)]
    turn = 0
    while True:
        started = time.monotonic()
        selector = selectors.EpollSelector()
        for client in clients:
            client.act()
            if client.connection:
                selector.register(client.connection, selectors.EVENT_READ, client)
        turn += 1
        if turn == 2:
            print("ready", flush=True)
        # Who is read from has been answered or turned away.
        while (left := started + PAUSE_S - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                selector.unregister(key.fileobj)
                key.data.turned_away()
        selector.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4].encode().decode("unicode_escape").encode(), sys.argv[5].encode())
