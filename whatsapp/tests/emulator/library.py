"""A private copy of the client library that trusts the emulator: the released one trusts WhatsApp's own key alone.

The installed package is only read. All of the copy but its binary are links.
"""

import importlib.util
import mmap
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

WHATSAPPS_ROOT = bytes.fromhex("142375574d0a587166aae71ebe516437c4a28b73e3695c6ce1f7f9545da8ee6b")


class NotThatLibrary(RuntimeError):
    """The installed client library is not one we know: its binary must have WhatsApp's root key exactly once."""


def trusting(root: bytes, folder: Path) -> Path:
    """Where a Python path finds the copy that trusts this root key; made once in a folder, however many ask."""
    home = folder / f"neonize-{root.hex()[:12]}"
    if not home.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="neonize-", dir=folder))
        _copy(_installed(), fresh / "neonize", root)
        with suppress(OSError):  # another test process was quicker, and its copy is as good
            fresh.rename(home)
        shutil.rmtree(fresh, ignore_errors=True)
    return home


def _installed() -> Path:
    spec = importlib.util.find_spec("neonize")  # it looks for the package without importing it
    if spec is None or spec.origin is None:
        raise NotThatLibrary("neonize is not installed")
    return Path(spec.origin).parent


def _copy(source: Path, target: Path, root: bytes) -> None:
    target.mkdir()
    binaries = 0
    for file in source.iterdir():
        if file.suffix == ".so":
            shutil.copyfile(file, target / file.name)
            _replace_root(target / file.name, root)
            binaries += 1
        else:
            (target / file.name).symlink_to(file)
    if binaries != 1:
        raise NotThatLibrary(f"neonize has {binaries} binaries")


def _replace_root(binary: Path, root: bytes) -> None:
    with binary.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        at = memory.find(WHATSAPPS_ROOT)
        if at < 0 or memory.find(WHATSAPPS_ROOT, at + 1) >= 0:
            raise NotThatLibrary(f"{binary.name} has not got WhatsApp's root key exactly once")
        memory[at : at + len(root)] = root
