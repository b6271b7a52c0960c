"""A server on loopback that gives one answer to every request: an AWS, or a cluster's API server, of another kind than ours."""

import http.server
import threading


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
