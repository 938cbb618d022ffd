"""Compiles Python sources that come as frames on standard input; see BytecodeWorker.java.

Request:  path length, mtime, source length (unsigned 32 bit, big-endian), path, source.
Answer:   length (the same), then a whole .pyc file; length 0 where the source does not compile.
At the start: length, then the interpreter's cache tag.
"""

import sys

# With -c the working directory would be the first place to import from.
sys.path[:] = [entry for entry in sys.path if entry]

import gc
import importlib.util
import marshal
import os
import struct
import warnings


def has_frozenset(constants):
    for constant in constants:
        kind = type(constant)
        if kind is frozenset:
            return True
        if kind is CODE:
            if has_frozenset(constant.co_consts):
                return True
        elif kind is tuple and has_frozenset(constant):
            return True
    return False


CODE = type(has_frozenset.__code__)


def code_of(source, path):
    code = compile(source, path, "exec", dont_inherit=True, optimize=-1)
    # CPython copies a constant frozenset, instead of sharing it between functions, when one of
    # its strings was interned before. That depends on what this process compiled earlier, so
    # such a source is compiled again while the first result keeps all its strings interned.
    if has_frozenset(code.co_consts):
        return compile(source, path, "exec", dont_inherit=True, optimize=-1)
    return code


def pyc_of(source, path, mtime):
    size = len(source) & 0xFFFFFFFF
    header = importlib.util.MAGIC_NUMBER + struct.pack("<LLL", 0, mtime, size)
    return header + marshal.dumps(code_of(source, path))


def serve(requests, answers):
    def answer(data):
        answers.write(struct.pack(">L", len(data)))
        answers.write(data)
        answers.flush()

    answer(sys.implementation.cache_tag.encode())
    while True:
        head = requests.read(12)
        if len(head) < 12:
            return
        path_length, mtime, source_length = struct.unpack(">LLL", head)
        path = requests.read(path_length).decode()
        source = requests.read(source_length)
        if len(source) < source_length:
            return
        try:
            data = pyc_of(source, path, mtime)
        except Exception:
            # Templates and sources for another Python: an installer goes on without a .pyc.
            data = b""
        answer(data)


warnings.simplefilter("ignore")
# Syntax trees have no cycles; collecting costs a fifth of the time.
gc.disable()
with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
    # Nothing that the interpreter prints may get between the frames.
    os.dup2(2, 1)
    serve(requests, answers)
