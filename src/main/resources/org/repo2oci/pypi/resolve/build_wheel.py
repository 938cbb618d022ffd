"""Builds one wheel by the hooks of PEP 517 and PEP 660. Started in the sandbox, never by hand.

build_wheel.py open ARCHIVE ROOT SUBDIRECTORY   unpacks, where there is an archive, and reads pyproject.toml
build_wheel.py requires KIND PROJECT            what the backend needs more, for this project
build_wheel.py build KIND PROJECT               builds the wheel

KIND is `wheel` or `editable`. Each answers with /out/answer.json; the wheel lies beside it.
"""

import importlib
import json
import os
import sys

OUT = "/out"
LEGACY = "setuptools.build_meta:__legacy__"
MOST_BYTES = 8 << 30
MOST_FILES = 200_000


def answer(**values):
    with open(OUT + "/answer.json", "w", encoding="utf-8") as file:
        json.dump(values, file)


def build_system(project):
    """What PEP 517 and 518 say of a project: requirements, backend, and folders of the backend."""
    import tomllib

    file = os.path.join(project, "pyproject.toml")
    table = {}
    if os.path.isfile(file):
        with open(file, "rb") as stream:
            table = tomllib.load(stream).get("build-system", {})
    elif not os.path.isfile(os.path.join(project, "setup.py")):
        sys.exit("there is neither a pyproject.toml nor a setup.py in " + project)
    backend = table.get("build-backend", LEGACY)
    requires = table.get("requires", ["setuptools >= 40.8.0"])
    return requires, backend, table.get("backend-path", [])


class Budget:
    """Ends the unpacking of an archive that is far larger than it looks."""

    def __init__(self):
        self.bytes = 0
        self.files = 0

    def take(self, size):
        self.bytes += size
        self.files += 1
        if self.bytes > MOST_BYTES or self.files > MOST_FILES:
            sys.exit("the archive unpacks to more than 8 GiB or 200000 files")


def unpack(archive, folder):
    import tarfile
    import zipfile

    budget = Budget()
    if archive.endswith(".zip"):
        with zipfile.ZipFile(archive) as source:
            for member in source.infolist():
                budget.take(member.file_size)
                path = source.extract(member, folder)
                if not member.is_dir():
                    runs = (member.external_attr >> 16) & 0o111
                    os.chmod(path, 0o755 if runs else 0o644)
    else:

        def checked(member, path):
            budget.take(member.size)
            return tarfile.data_filter(member, path)

        with tarfile.open(archive) as source:
            source.extractall(folder, filter=checked)
    names = os.listdir(folder)
    top = os.path.join(folder, names[0]) if len(names) == 1 else folder
    return top if os.path.isdir(top) else folder


def open_source(archive, root, subdirectory):
    if archive:
        os.makedirs(root)
        root = unpack(archive, root)
    project = os.path.normpath(os.path.join(root, subdirectory))
    if not os.path.isdir(project):
        sys.exit("the source has no folder " + subdirectory)
    requires, backend, _ = build_system(project)
    answer(project=project, requires=requires, backend=backend)


def load_backend(project):
    _, backend, folders = build_system(project)
    os.chdir(project)
    for folder in reversed(folders):
        path = os.path.normpath(os.path.join(project, folder))
        if os.path.commonpath([path, project]) != project:
            sys.exit("backend-path leaves the project: " + folder)
        sys.path.insert(0, path)
    module, _, attributes = backend.partition(":")
    found = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        found = getattr(found, attribute)
    return backend, found


def requires(kind, project):
    backend, hooks = load_backend(project)
    if not hasattr(hooks, "build_" + kind):
        sys.exit("the build backend %s cannot build editable projects" % backend)
    hook = getattr(hooks, "get_requires_for_build_" + kind, None)
    answer(requires=list(hook() or []) if hook else [])


def compiled(project):
    found = set()
    for folder, _, files in os.walk(project):
        found.update(os.path.join(folder, name) for name in files if name.endswith(".so"))
    return found


def build(kind, project):
    _, hooks = load_backend(project)
    before = compiled(project)
    name = os.path.basename(getattr(hooks, "build_" + kind)(OUT))
    normalise(os.path.join(OUT, name))
    answer(file=name, compiled=sorted(compiled(project) - before))


def normalise(wheel):
    """Same members, same bytes: no time, order, owner or umask of this build is left."""
    import time
    import zipfile

    moment = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(wheel + ".new", "w") as target:
        members = [member for member in source.infolist() if not member.is_dir()]
        # The metadata comes last (Binary distribution format, "Recommended archiver features").
        members.sort(key=lambda m: (m.filename.split("/")[0].endswith(".dist-info"), m.filename))
        for member in members:
            fixed = zipfile.ZipInfo(member.filename, moment)
            fixed.create_system = 3
            runs = (member.external_attr >> 16) & 0o100
            fixed.external_attr = (0o100755 if runs else 0o100644) << 16
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.file_size = member.file_size
            with source.open(member) as read, target.open(fixed, "w") as write:
                while block := read.read(1 << 20):
                    write.write(block)
    os.replace(wheel + ".new", wheel)


if __name__ == "__main__":
    {"open": open_source, "requires": requires, "build": build}[sys.argv[1]](*sys.argv[2:])
