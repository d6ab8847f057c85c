# SPDX-License-Identifier: BSD-3-Clause
"""Runs a program and tells what the process cost."""
import os
import subprocess
import sys
import time


def run(command, folder, environment=None):
    """Wall and CPU seconds (user plus system), largest resident set and output of a program in
    `folder`; ends the script when it fails."""
    words = [str(word) for word in command]
    with open(folder / "log", "w+") as log:
        start = time.monotonic()
        process = subprocess.Popen(words, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        text = log.read()
    if process.returncode != 0:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {' '.join(words)} ended with "
                 f"{process.returncode}: {text[-500:]}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
            "rss_mb": usage.ru_maxrss / 1024, "text": text}
