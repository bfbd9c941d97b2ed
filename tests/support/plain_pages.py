"""The pages of a store as they are under its encryption, read past SQLite: free ones too.

As SQLCipher 4 seals a page: AES-256-CBC under the raw key, then 16 bytes of initial vector and 64
of authentication; the first page begins with 16 bytes of salt.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_SALT, _VECTOR, _END = 16, 16, 80
_LOG_HEADER, _FRAME_HEADER = 32, 24


def plain_pages(store: Path, key: bytes) -> bytes:
    """Every page of the file and of the write-ahead log beside it, in the clear."""
    log = store.with_name(f"{store.name}-wal")
    return b"".join([*_of_file(store, key), *(_of_log(log, key) if log.exists() else ())])


def _of_file(path: Path, key: bytes) -> Iterator[bytes]:
    content = path.read_bytes()
    for start in range(0, len(content), PAGE):
        yield _opened(content[start : start + PAGE], key, first=start == 0)


def _of_log(path: Path, key: bytes) -> Iterator[bytes]:
    content = path.read_bytes()
    step = _FRAME_HEADER + PAGE
    for start in range(_LOG_HEADER, len(content) - step + 1, step):
        number = int.from_bytes(content[start : start + 4], "big")
        page = content[start + _FRAME_HEADER : start + step]
        yield _opened(page, key, first=number == 1)


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    vector = page[-_END : _VECTOR - _END]
    opener = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return opener.update(page[_SALT if first else 0 : -_END]) + opener.finalize()
