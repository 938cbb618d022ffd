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


# Up to Python 3.10 marshal marks a string as shared when anything in this process has it too, be it
# a module that an earlier source made the compiler import. Newer ones mark all interned strings.
MARKS_ALL = marshal.dumps(compile("probe_%d" % 1, "", "eval").co_names)[2] & 0x80


# Strings of one character are there once in a process. One that is no name becomes interned when
# an earlier source needs that, and marshal writes it in another way from then on.
LETTERS = [sys.intern(chr(i)) for i in range(256)] if sys.version_info < (3, 13) else []


def strings_of(value, strings):
    """Adds all strings of a code object: while a list holds them, each is shared."""
    kind = type(value)
    if kind is str:
        strings.append(value)
    elif kind is tuple or kind is frozenset:
        for one in value:
            strings_of(one, strings)
    elif kind is CODE:
        strings.append(value.co_name)
        strings.extend(value.co_names)
        strings.extend(value.co_varnames)
        strings.extend(value.co_freevars)
        strings.extend(value.co_cellvars)
        strings_of(value.co_consts, strings)


def pyc_of(source, path, mtime):
    size = len(source) & 0xFFFFFFFF
    header = importlib.util.MAGIC_NUMBER + struct.pack("<LLL", 0, mtime, size)
    code = code_of(source, path)
    held = []
    if not MARKS_ALL:
        strings_of(code, held)
    return header + marshal.dumps(code)


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
