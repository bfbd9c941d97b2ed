"""S3-compatible storage by others (moto) in a process of its own, with empty buckets in it.

As a program, ``python s3_server.py BUCKET ...`` serves them on a free port until it is told to end,
and says where in one line of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event

import httpx
from moto.server import ThreadedMotoServer


@contextmanager
def s3_server(*buckets: str) -> Iterator[Mapping[str, str]]:
    """Run it; gives the environment in which programs find it."""
    command = [sys.executable, __file__, *buckets]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        url: str = json.loads(process.stdout.readline())["url"]
        try:
            yield os.environ | {
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": "invented",
                "AWS_SECRET_ACCESS_KEY": "invented",
                "AWS_REGION": "us-east-1",
            }
        finally:
            process.kill()


def _serve(buckets: list[str]) -> None:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    url = f"http://127.0.0.1:{port}"
    for bucket in buckets:
        httpx.put(f"{url}/{bucket}", trust_env=False).raise_for_status()
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()
    Event().wait()


if __name__ == "__main__":
    _serve(sys.argv[1:])
