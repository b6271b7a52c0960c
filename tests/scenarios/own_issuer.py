"""An OIDC issuer of one's own on this machine, as Keycloak or kind would be: https with a certificate that nobody knows."""

import base64
import http.server
import json
import ssl
import subprocess
import threading
import time


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, **more):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          **more).stdout


class OwnIssuer:
    """`url`: what it calls itself, with {port} for its own. Publishes one RSA key, and signs whatever it is asked to."""

    def __init__(self, folder, url, host="localhost"):
        self.key = folder / "issuer.key"
        certificate = folder / "issuer.pem"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", certificate, "-days", "1",
                "-subj", "/CN=issuer of the tests", "-addext", f"subjectAltName=DNS:{host},IP:127.0.0.1")
        self.asked = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.port = self.server.server_port
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, self.key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = url.format(port=self.port)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(issuer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.asked.append(self.path)
                self.answer(json.dumps(issuer.document(self.path)).encode())

            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def document(self, path):
        if path.endswith("/.well-known/openid-configuration"):
            return {"issuer": self.url, "jwks_uri": self.url.rstrip("/") + "/keys"}
        modulus = openssl("rsa", "-in", self.key, "-noout", "-modulus").decode().strip().split("=")[1]
        return {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "e": "AQAB", "n": base64url(bytes.fromhex(modulus))}]}

    def token(self, **claims):
        now = int(time.time())
        payload = {"iss": self.url, "sub": "jane", "aud": "sts.amazonaws.com", "iat": now, "exp": now + 600, **claims}
        signed = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "one"}, payload))
        return signed + "." + base64url(openssl("dgst", "-sha256", "-sign", self.key, input=signed.encode()))

    @property
    def name(self):
        return self.url.removeprefix("https://")

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
