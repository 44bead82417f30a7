"""Runs a script's `main` in this process and tells how long it took and how much memory was ever in use, as JSON.

python -P measured.py SCRIPT ARGUMENT …; standard library only, for the Python that runs it may be another than ours.
Imports come before the clock starts. The memory is the process's own peak (VmHWM): what getrusage tells of a child
starts from the size of its parent.
"""

import json
import runpy
import sys
import time


def peak_megabytes() -> float:
    """The most memory this process ever had in use."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def main(script: str, *arguments: str) -> None:
    """Prints the figures as the last line."""
    program = runpy.run_path(script, run_name="measured")
    begun = time.perf_counter()
    program["main"](arguments)
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": round(seconds, 3), "max_rss_mb": round(peak_megabytes(), 1)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
