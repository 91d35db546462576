"""Clients that take their time: ``python -m benchmarks.slow_clients KIND PORT CLIENTS SECONDS``.

They send the ``headers`` of a request one byte at a time, or its ``body``. They never finish; whoever is cut off
begins anew.
"""

import asyncio
import sys

PAUSE = 0.25
"""Seconds between two bytes."""
LENGTH = 4000
"""Of what is sent slowly, in bytes: longer than any measurement."""
HEAD = b"POST /alexa HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
KINDS = {
    "headers": (HEAD, b"X-Padding: ".ljust(LENGTH, b"x")),
    "body": (HEAD + f"Content-Length: {LENGTH}\r\n\r\n".encode(), b"{".ljust(LENGTH)),
}
"""What is sent at once, and what slowly."""


async def drip(port: int, at_once: bytes, slowly: bytes) -> None:
    """Send ``at_once``, then ``slowly`` byte by byte, again and again."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(at_once)
            for byte in slowly:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(PAUSE)
        except OSError:
            await asyncio.sleep(PAUSE)


async def main(kind: str, port: int, clients: int, seconds: int) -> None:
    """Be slow for a while."""
    tasks = [asyncio.create_task(drip(port, *KINDS[kind])) for _ in range(clients)]
    await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *(int(word) for word in sys.argv[2:5])))
