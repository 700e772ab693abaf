"""Keeps the memory of a collection together: many threads make glibc hold far more than is in use.

Each thread that allocates may get a heap of its own, which is never given back while one thing in it lives; and
large blocks that come and go (a service's description) would leave holes. So threads share two heaps, and large
blocks are given back at once. Other systems' allocators are left as they are.
"""

from __future__ import annotations

import ctypes
import sys

#: mallopt's names for them (malloc.h): heaps at most, and from how many bytes on a block stands alone.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
_HEAPS = 2
_LARGE = 256 * 1024


def hold_together() -> None:
    """Set the bounds for the rest of the process; call it before threads are started."""
    mallopt = _of_glibc("mallopt")
    if mallopt:
        mallopt(_ARENA_MAX, _HEAPS)
        mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Give the system what was freed and is still held."""
    malloc_trim = _of_glibc("malloc_trim")
    if malloc_trim:
        malloc_trim(0)


def _of_glibc(name: str) -> ctypes._NamedFuncPointer | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
