#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Kills runs of several images, fills their disk, resumes them and compares what comes out.

usage: kill_resume.py [--program KBRAGG] [--trials N] [--set KEY=VALUE]...

Prints a line for each trial; ends with 1 when a resumed file differs from that of a run in one go.
Needs h5py; the full disk is a small tmpfs, for which it must be allowed to mount one.
"""
import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONFIG = os.path.join(ROOT, "configs", "ensemble.yaml")
# What tells of the course of a run; the configuration has the threads and the output file.
COURSE = ("kbragg/timing", "kbragg/date", "kbragg/config", "kbragg/run/command_line",
          "kbragg/run/threads", "start_time", "end_time_estimated")


def contents(name):
    found = {}

    def visit(path, item):
        if not any(path.startswith("entry/" + part) for part in COURSE):
            value = item[()] if isinstance(item, h5py.Dataset) else None
            found[path] = (value, dict(item.attrs))

    with h5py.File(name, "r") as file:
        file.visititems(visit)
    return found


def same(x, y):
    return x is None and y is None or numpy.array_equal(x, y)


def differences(name, whole):
    x, y = contents(name), contents(whole)
    bad = sorted(set(x) ^ set(y))
    for path in set(x) & set(y):
        (value, attributes), (other, others) = x[path], y[path]
        if not same(value, other) or set(attributes) != set(others) or not all(
                same(attributes[k], others[k]) for k in attributes):
            bad.append(path)
    return bad


def kept(partial):
    """Images in a file under way, as far as it can be read without its journal."""
    try:
        with h5py.File(partial, "r") as file:
            return str(len(file["/entry/kbragg/images/number"]))
    except (OSError, KeyError):
        return "no"


class Trials:
    def __init__(self, program, settings, folder):
        self.command = [program, "run", CONFIG, "-q", "--set", "output.preview=null"]
        for setting in settings:
            self.command += ["--set", setting]
        self.whole = os.path.join(folder, "whole.h5")
        start = time.monotonic()
        subprocess.run(self.command + ["-o", self.whole], check=True)
        self.seconds = time.monotonic() - start
        self.failed = 0
        with h5py.File(self.whole, "r") as file:
            images = len(file["/entry/kbragg/images/number"])
        print(f"{images} images in one go: {self.seconds:.1f} s")

    def report(self, text, out):
        bad = differences(out, self.whole)
        left = [n for n in os.listdir(os.path.dirname(out)) if n.startswith("out.h5.")]
        self.failed += bool(bad or left)
        print(text + (": equal" if not bad else ": DIFFERENT: " + " ".join(bad[:5])) +
              (", left over: " + " ".join(left) if left else ""), flush=True)

    def kill(self, out, longest, more=()):
        """Kills a run at a random moment; false when it was over before."""
        after = random.uniform(0, longest)
        with subprocess.Popen(self.command + ["-o", out, *more]) as run:
            time.sleep(after)
            run.send_signal(signal.SIGKILL)
        return run.returncode == -signal.SIGKILL, after

    def resume(self, out):
        subprocess.run(self.command + ["-o", out, "--resume"], check=True)

    def killed_once(self, number, out):
        killed, after = self.kill(out, self.seconds)
        images = kept(out + ".partial") if killed else "all"
        self.resume(out)
        self.report(f"kill {number}: after {after:.2f} s, {images} images kept, resumed", out)
        os.remove(out)

    def killed_often(self, times, out):
        kills = 0
        for _ in range(times):
            kills += self.kill(out, self.seconds / 5, ["--resume"])[0]
        self.resume(out)
        self.report(f"killed {kills} times in one run, resumed each time", out)
        os.remove(out)

    def full_disk(self, folder):
        size = os.path.getsize(self.whole)
        for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.0):
            kib = max(int(share * size / 1024), 64)
            mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "none", folder],
                                   capture_output=True, text=True)
            if mount.returncode != 0:
                print("full disk: not done, for no file system may be mounted: " +
                      mount.stderr.strip())
                return
            try:
                out = os.path.join(folder, "out.h5")
                run = subprocess.run(self.command + ["-o", out], capture_output=True, text=True)
                images = kept(out + ".partial")
                if run.returncode not in (0, 1):
                    self.failed += 1
                    print(f"exit code {run.returncode}: {run.stderr}")
                subprocess.run(["mount", "-o", "remount,size=1g", folder], check=True)
                if run.returncode != 0:
                    self.resume(out)
                self.report(f"tmpfs of {kib} KiB: exit code {run.returncode}, {images} images kept, "
                            "enlarged, resumed", out)
            finally:
                subprocess.run(["umount", folder], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default="kbragg")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", action="append", default=[], dest="settings",
                        metavar="KEY=VALUE")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(arguments.program, arguments.settings, folder)
        for number in range(arguments.trials):
            trials.killed_once(number + 1, os.path.join(folder, "out.h5"))
        trials.killed_often(arguments.trials, os.path.join(folder, "out.h5"))
        small = os.path.join(folder, "small")
        os.mkdir(small)
        trials.full_disk(small)
    print("failed: %d" % trials.failed)
    return 1 if trials.failed else 0


if __name__ == "__main__":
    sys.exit(main())
