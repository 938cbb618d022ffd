"""Many solves by rattler in one process, for tests: a JSON object a line in, one a line out.

    oracle-driver.py TOOLS_FOLDER INDEX_FILE ...
    {"specs": [...], "priority": "Strict", "strategy": "highest", "addPip": false, "repeat": 1}
    {"records": [[name, version, build, subdir], ...], "seconds": [...]}  or  {"error": "..."}
"""

import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from toolvenv import run_in_own_venv

run_in_own_venv("conda-oracle", ["py-rattler==0.28.0", "zstandard==0.25.0"])

import asyncio
import importlib.machinery
import importlib.util
import json
import os
import tempfile
import time
from pathlib import Path

import rattler
from rattler.exceptions import SolverError


def oracle(folder):
    loader = importlib.machinery.SourceFileLoader("conda_oracle", str(Path(folder) / "conda-oracle"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("conda_oracle", loader))
    loader.exec_module(module)
    return module


async def solve(request, sources, virtual):
    seconds = []
    for _ in range(request.get("repeat", 1)):
        start = time.perf_counter()
        try:
            records = await rattler.solve_with_sparse_repodata(
                request["specs"], sources, virtual_packages=virtual,
                channel_priority=getattr(rattler.ChannelPriority, request.get("priority", "Strict")),
                add_pip_as_python_dependency=request.get("addPip", False),
                strategy=request.get("strategy", "highest"), timestamp_policy="allow-missing")
        except SolverError as error:
            return {"error": str(error)}
        seconds.append(time.perf_counter() - start)
    return {"records": [[r.name.normalized, str(r.version), str(r.build), r.subdir] for r in records],
            "seconds": seconds}


def main():
    tool = oracle(sys.argv[1])
    virtual = [rattler.GenericVirtualPackage(rattler.PackageName(n), rattler.Version(v), rattler.BuildString(b))
               for n, (v, b) in tool.virtual_packages([]).items()]
    with tempfile.TemporaryDirectory() as folder:
        sources, seen = [], {}
        for file in map(Path, sys.argv[2:]):  # a second file for a platform begins a second channel
            subdir = "noarch" if "noarch" in file.name else "linux-64"
            channel = Path(folder) / f"repodata{seen.setdefault(subdir, 0)}"
            seen[subdir] += 1
            (channel / subdir).mkdir(parents=True)
            (channel / subdir / "repodata.json").symlink_to(tool.plain_index(file))
            sources.append(rattler.SparseRepoData(
                rattler.Channel(channel.as_uri()), subdir, channel / subdir / "repodata.json"))
        for line in sys.stdin:
            try:
                answer = asyncio.run(solve(json.loads(line), sources, virtual))
            except Exception as error:  # a spec that rattler can't read, for instance
                answer = {"failure": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)


main()
sys.stdout.flush()
os._exit(0)  # rattler's threads can abort an ordinary end of the interpreter
