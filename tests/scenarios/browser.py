"""Debian's Chromium without a window: opens a page that we serve on loopback, and tells what stands in it when its script is done."""

import shutil
import subprocess
import tempfile

from peer import Peer

CHROMIUM = shutil.which("chromium")
# Without these it looks for its maker's hosts.
QUIET = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic")


class Page(Peer):
    """A document at an origin of its own."""

    def opened(self, text):
        """The document after its scripts have run."""
        self.answer = {"type": "text/html; charset=utf-8", "body": text.encode()}
        with tempfile.TemporaryDirectory(prefix="slipway-browser-") as profile:
            done = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", *QUIET, f"--user-data-dir={profile}",
                                   "--virtual-time-budget=20000", "--dump-dom", self.endpoint + "/"],
                                  text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=True)
        return done.stdout
