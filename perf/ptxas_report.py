#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Registers, stack and spills of every CUDA kernel of the engine, as ptxas tells them.

Compiles the device code of the engine's sources once more, with the flags of a build with the preset
cuda, for the architectures asked for, and prints a table in Markdown. Ends with 1 when a kernel spills
registers or none is found. Needs nvcc in PATH, but no GPU, Python 3.9 and no packages.
"""
import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ENTRY = re.compile(r"Compiling entry function '(\S+)'")
FRAME = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers")
# A multiprocessor: its registers, which threads get in units of 8, and most threads by architecture.
REGISTERS = 65536
MOST_THREADS = {"sm_70": 2048, "sm_75": 1024, "sm_80": 2048, "sm_86": 1536, "sm_87": 1536,
                "sm_89": 1536, "sm_90": 2048, "sm_100": 2048, "sm_103": 2048, "sm_120": 1536}


def nvcc_command(entry, arch):
    """Device code only: the flags of the host compiler matter just for its preprocessor."""
    command = ["nvcc", "-x", "cu", "-cubin", f"-arch={arch}", "-Xptxas", "-v", "--extended-lambda"]
    words = shlex.split(entry["command"])[1:]
    for word, following in zip(words, words[1:] + [""]):
        if word == "-isystem":
            command += [word, following]
        elif word.startswith(("-I", "-D", "-std=", "-O")):
            command.append(word)
        elif word.startswith("-f"):
            command += ["-Xcompiler", word]
    return command + ["-o", os.devnull, entry["file"]]


def kernels_of(entry, arch):
    """Rows (mangled name, registers, stack, spilled bytes) of one source."""
    done = subprocess.run(nvcc_command(entry, arch), cwd=entry["directory"], text=True,
                          capture_output=True)
    if done.returncode != 0:
        sys.exit(f"ptxas_report.py: {Path(entry['file']).name}: {done.stderr.strip()[-1000:]}")
    rows, name, frame = [], None, (0, 0, 0)
    for line in done.stderr.splitlines():
        if found := ENTRY.search(line):
            name, frame = found.group(1), (0, 0, 0)
        elif found := FRAME.search(line):
            frame = tuple(int(number) for number in found.groups())
        elif (found := USED.search(line)) and name:
            rows.append((name, int(found.group(1)), frame[0], frame[1] + frame[2]))
            name = None
    return rows


def readable(name):
    """The functor of a kernel of Kokkos, without what all of them have."""
    functor = re.search(r"Parallel\w+<(kbragg::.*?), Kokkos::(?:Range|Team|MDRange)Policy", name)
    text = functor.group(1) if functor else name
    return re.sub(r"kbragg::\w+::|Kokkos::(Cuda, )?|\(anonymous namespace\)::", "", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/cuda", help="build tree of the preset cuda")
    parser.add_argument("--arch", action="append", help="sm_80, sm_90, ...; may be repeated")
    parser.add_argument("--sources", default=r"src/kernels/(engine|launch_\w+)\.cpp$",
                        help="regular expression of the sources")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    commands = json.loads((Path(options.build) / "compile_commands.json").read_text())
    entries = [e for e in commands if re.search(options.sources, e["file"])]
    if not entries:
        sys.exit(f"ptxas_report.py: {options.build} compiles no source that matches {options.sources}")
    spilled = False
    for arch in options.arch or ["sm_90"]:
        most_threads = MOST_THREADS.get(arch.rstrip("af"))
        if not most_threads:
            sys.exit(f"ptxas_report.py: --arch: found {arch}, expected one of {', '.join(MOST_THREADS)}")
        with ThreadPoolExecutor(options.jobs) as pool:
            rows = {row for rows in pool.map(lambda e: kernels_of(e, arch), entries) for row in rows}
        names = subprocess.run(["c++filt"], input="\n".join(row[0] for row in rows), text=True,
                               capture_output=True, check=True).stdout.splitlines()
        table = sorted((readable(name), *row[1:]) for name, row in zip(names, rows)
                       if re.search(r"Parallel\w+<kbragg::", name))
        if not table:
            sys.exit(f"ptxas_report.py: ptxas tells of no kernel of kbragg for {arch}")
        print(f"| kernel, {arch} | registers | occupancy by them | stack, bytes | spilled, bytes |")
        print("| --- | --- | --- | --- | --- |")
        for name, registers, stack, spills in table:
            warps = REGISTERS // (-(-registers // 8) * 8 * 32)
            print(f"| `{name}` | {registers} | {min(1, 32 * warps / most_threads):.0%} | {stack} |"
                  f" {spills} |")
            spilled = spilled or spills > 0
        print()
    return 1 if spilled else 0


if __name__ == "__main__":
    sys.exit(main())
