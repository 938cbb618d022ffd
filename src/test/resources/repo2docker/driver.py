"""Runs repo2docker's own command line once for each line of JSON words, each in a child process."""
import json
import os
import re
import sys
import traceback

import repo2docker.buildpacks
from repo2docker.__main__ import main


def announced(render):
    def announcing(self, *arguments, **named):
        print(f"Using {type(self).__name__} builder", flush=True)
        return render(self, *arguments, **named)

    return announcing


# With `--no-build` it does not say itself which one it chose.
for pack in vars(repo2docker.buildpacks).values():
    if isinstance(pack, type) and "render" in vars(pack):
        pack.render = announced(pack.render)


def run(words):
    sys.argv = ["jupyter-repo2docker", *words]
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code)
            return 1
        return (end.code or 0) & 0xFF
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


for line in sys.stdin:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(writer, 1)
        os.dup2(writer, 2)
        code = run(json.loads(line))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader, errors="replace") as output:
        text = output.read()
    _, status = os.waitpid(child, 0)
    builder = re.search(r"Using (\w+) builder", text)
    print(
        json.dumps(
            {
                "code": os.waitstatus_to_exitcode(status),
                "builder": builder.group(1) if builder else "",
                "last": (text.strip().splitlines() or [""])[-1],
            }
        ),
        flush=True,
    )
