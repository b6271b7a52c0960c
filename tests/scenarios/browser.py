"""Debian's Chromium without a window: opens a page that we serve on loopback, and tells what stands in it when its script is done."""

import http.server
import shutil
import subprocess
import tempfile
import threading

CHROMIUM = shutil.which("chromium")
# Without these it looks for its maker's hosts.
QUIET = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic")


class Page:
    """A document at an origin of its own, http://127.0.0.1:PORT."""

    def __init__(self):
        self.text = ""
        page = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = page.text.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def opened(self, text):
        """The document after its scripts have run."""
        self.text = text
        with tempfile.TemporaryDirectory(prefix="slipway-browser-") as profile:
            done = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", *QUIET, f"--user-data-dir={profile}",
                                   "--virtual-time-budget=20000", "--dump-dom", self.origin + "/"],
                                  text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=True)
        return done.stdout

    def close(self):
        self.server.shutdown()
