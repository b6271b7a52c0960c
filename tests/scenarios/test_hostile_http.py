"""Clients that send too much or too slowly, and the account that goes on answering others. What is malformed: tests/attacks/http.yaml."""

import concurrent.futures
import contextlib
import socket
import ssl
import time

from conftest import wait_until

FORM_WITHOUT_END = (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    b"Content-Length: 2000000000\r\n\r\nAction=" + b"a" * (32 << 20))


def status_of(data):
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.") else None


def send(port, data):
    """The status of the answer, or None if the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        answer = b""
        with contextlib.suppress(OSError):  # it may be closed while we still send
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while more := connection.recv(1 << 16):
                answer += more
        return status_of(answer)


def still_answers(account):
    assert account.process.poll() is None
    assert account.boto3("sts").get_caller_identity()["Account"] == account.root()["accountId"]
    return True


def memory_kb(account):
    status = open(f"/proc/{account.process.pid}/status").read()
    return int(status.split("VmRSS:")[1].split()[0])


def test_many_large_bodies_cost_no_memory(account):
    """Unsigned bodies of 20 GB in all are announced and begun; none is kept."""
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: send(account.port, FORM_WITHOUT_END), range(10)))
    still_answers(account)
    assert memory_kb(account) < 150_000


def is_closed(connection, byte):
    """After one byte more was sent; closed is also what closes while a response is written to it."""
    try:
        connection.send(byte)
        return connection.recv(4096) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True


def test_slow_clients(account):
    """Whoever sends a head byte by byte is not waited for, whoever says nothing holds nobody up."""
    silent = [socket.create_connection(("127.0.0.1", account.port)) for _ in range(600)]  # more than are taken at once
    started = time.monotonic()
    still_answers(account)
    assert time.monotonic() - started < 5, "they hold the others up"
    slow = [socket.create_connection(("127.0.0.1", account.port)) for _ in range(60)]
    context = ssl.create_default_context(cafile=account.authority)
    slow[::2] = [context.wrap_socket(each, server_hostname="localhost") for each in slow[::2]]
    started = time.monotonic()
    try:
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
            connection.setblocking(False)
        still_answers(account)
        assert time.monotonic() - started < 5, "they hold the others up"
        waiting = set(slow)

        def drip():
            waiting.difference_update({each for each in waiting if is_closed(each, b"s")})
            return not waiting

        wait_until(drip, f"{len(waiting)} of {len(slow)} are still waited for", 40)
    finally:
        for connection in silent + slow:
            connection.close()
    still_answers(account)
