"""Servers on loopback of another kind than ours: one that gives one answer to every request, as an AWS or a cluster's API server;
and moto, which is an AWS."""

import contextlib
import http.server
import os
import socket
import subprocess
import sys
import threading

from conftest import clean_environment, free_port, wait_until


@contextlib.contextmanager
def moto_server(log):
    """The endpoint of moto's server, which writes to that file."""
    port = free_port()
    program = os.path.join(os.path.dirname(sys.executable), "moto_server")
    with open(log, "w", encoding="utf-8") as output:
        server = subprocess.Popen([program, "-p", str(port)], env=clean_environment(), stdin=subprocess.DEVNULL, stdout=output,
                                  stderr=output)

    def answers():
        assert server.poll() is None, "moto has ended"
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, "moto does not answer", seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


class Peer:
    def __init__(self):
        self.answer = {}  # status (200), type, body (bytes)
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def reply(self):
                self.send_response(peer.answer.get("status", 200))
                self.send_header("Content-Type", peer.answer["type"])
                self.send_header("Content-Length", str(len(peer.answer["body"])))
                self.end_headers()
                self.wfile.write(peer.answer["body"])

            do_GET = do_POST = do_PUT = do_DELETE = reply

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
