#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Whole processes side by side: kbragg classic and the program whose command line it takes.

Every figure is a median over repetitions in which the programs take turns. CPU time is user plus
system of the whole process, memory its largest resident set. Both programs get the same flags,
work in empty folders and write their float and integer images; images must agree before any ratio
is printed. Needs Python 3.9 and no packages.
"""
import argparse
import filecmp
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import process

CRYSTAL = "-hkl {hkl} -cell 78.54 78.54 37.77 90 90 90 -lambda 1 -distance 250 -misset 10 20 30"
# No step at phi = 0: there some versions of the reference keep the rotation of the step before.
ORIENTATIONS = (CRYSTAL + " -detpixels 1024 -pixel 0.2 -N 100 -oversample 1"
                " -mosaic 0.5 -mosaic_dom 10 -phi 0.1 -osc 1 -phisteps 5")
# Name: (flags, pixels along an edge, pixel-steps).
CASES = {
    "a": (CRYSTAL + " -detpixels 2048 -pixel 0.1 -N 100 -oversample 4", 2048, 2048**2 * 16),
    "b": (ORIENTATIONS, 1024, 1024**2 * 50),
    # The gauss shape of nanoBragg shrinks with the product of the three N: with N 100 no pixel sees
    # a spot and the image is empty; the second case has spots.
    "c_gauss": (ORIENTATIONS + " -gauss_xtal", 1024, 1024**2 * 50),
    "c_gauss_wide": (ORIENTATIONS + " -gauss_xtal -fudge 1e-4", 1024, 1024**2 * 50),
    "c_round": (ORIENTATIONS + " -round_xtal", 1024, 1024**2 * 50),
    "d": (CRYSTAL + " -detpixels 1024 -pixel 0.2 -N 20 -oversample 2 -interpolate", 1024,
          1024**2 * 4),
    "e": ("-default_F 100 -cell 100 100 100 90 90 90 -lambda 6.2 -distance 200 -pixel 0.05"
          " -detpixels 4096 -N 5 -oversample 1", 4096, 4096**2),
}
OUTPUTS = "-nonoise -nopgm -floatfile float.bin -intfile int.img"
GATES = ["--min-correlation", "0.999999", "--max-sum-error", "1e-5"]


def fail(sentence):
    sys.exit(f"compare_process.py: {sentence}")


def write_reflections(path):
    """Indices to 1.667 A in the cell of CRYSTAL: the detector ends at 1.93 A, so the table is at
    least two indices wider than what is seen and interpolation stays on."""
    number = 1
    with open(path, "w") as file:
        for h in range(-47, 48):
            for k in range(-47, 48):
                for l in range(-22, 23):
                    if (h / 78.54)**2 + (k / 78.54)**2 + (l / 37.77)**2 <= 0.6**2:
                        number = (number * 1103515245 + 12345) % 2**31
                        file.write(f"{h} {k} {l} {1 + number % 30000 / 100:.2f}\n")


def write_long_list(path):
    """2.9 million reflections, about 50 MB."""
    with open(path, "w") as file:
        for h in range(-71, 72):
            for k in range(-71, 72):
                file.writelines(
                    f"{h} {k} {l} {100 + (h * h + 3 * k * k + 7 * l * l) % 899}.{l % 10}2\n"
                    for l in range(-71, 72))


def run(command, folder, threads):
    """Runs a program in an empty folder: what it cost and printed. Its largest resident set counts
    from the fork, when it is that of this script: keep that small."""
    for file in folder.iterdir():
        file.unlink()
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    return process.run(command, folder, environment)


def take_turns(commands, folders, repeats, threads):
    """Medians by the name of each command."""
    runs = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            runs[name].append(run(command, folders[name], threads[name]))
    return {
        name: {
            "cpu": statistics.median(r["cpu"] for r in of_name),
            "wall": statistics.median(r["wall"] for r in of_name),
            "rss_mb": max(r["rss_mb"] for r in of_name),
            "cpu_all": [round(r["cpu"], 4) for r in of_name],
            "text": of_name[-1]["text"],
        }
        for name, of_name in runs.items()
    }


class Comparison:
    def __init__(self, options, work):
        self.options = options
        self.kbragg = Path(options.kbragg).resolve()
        self.reference = Path(options.reference).resolve() if options.reference else None
        self.work = work
        self.hkl = work / "cases.hkl"
        write_reflections(self.hkl)

    def folders(self, names):
        folders = {name: self.work / name for name in names}
        for folder in folders.values():
            folder.mkdir(exist_ok=True)
        return folders

    def flags(self, case):
        return CASES[case][0].format(hkl=self.hkl).split() + OUTPUTS.split()

    def classic(self, flags, threads):
        return [self.kbragg, "classic", *flags, "--threads", threads]

    def require_agreement(self, case, reference, test):
        if filecmp.cmp(reference, test, shallow=False):
            return {"correlation": 1, "sum_ratio": 1}
        edge = str(CASES[case][1])
        report = self.work / "report.json"
        command = [str(self.kbragg), "compare", str(reference), str(test), *GATES, "--json",
                   str(report)]
        if reference.suffix == ".bin":
            command += ["--shape", edge, edge]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        if done.returncode != 0:
            gates = [line for line in done.stdout.splitlines() if line.startswith("gate")]
            fail(f"case {case}: the images differ, no ratio counts: {'; '.join(gates)}" if gates
                 else f"case {case}: {done.stdout[-500:]}")
        frame = json.loads(report.read_text())["full_frame"]
        return {"correlation": frame["correlation"], "sum_ratio": frame["sum_ratio"]}

    def against_reference(self, case):
        """The whole process, kbragg classic and the reference."""
        n = self.options.threads
        commands = {"reference": [self.reference, *self.flags(case)],
                    "kbragg": self.classic(self.flags(case), n)}
        folders = self.folders(commands)
        cost = take_turns(commands, folders, self.options.repeats, dict.fromkeys(commands, n))
        row = {"case": case,
               **self.require_agreement(case, folders["reference"] / "float.bin",
                                        folders["kbragg"] / "float.bin")}
        if case == "d":
            self.require_interpolation(cost)
        for name, of_program in cost.items():
            del of_program["text"]
            of_program["ns_per_step"] = 1e9 * of_program["cpu"] / CASES[case][2]
            row[name] = of_program
        row["cpu_ratio"] = cost["reference"]["cpu"] / cost["kbragg"]["cpu"]
        return row

    @staticmethod
    def require_interpolation(cost):
        if "out of range" in cost["reference"]["text"] or "interpolat" in "".join(
                line for line in cost["kbragg"]["text"].splitlines() if "warning" in line):
            fail("case d: interpolation did not stay on, no ratio counts")

    def mixed(self, case):
        """Mixed beside double precision, both by the run file that classic gives for the flags."""
        run_file = self.work / "run.yaml"
        with open(run_file, "w") as file:
            done = subprocess.run([str(self.kbragg), "classic", *self.flags(case), "--emit-yaml"],
                                  stdout=file, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            fail(f"case {case}: {done.stderr}")
        n = self.options.threads
        commands = {
            name: [self.kbragg, "run", run_file, "-o", "image.h5", "--threads", n, "--precision",
                   name, "--set", "output.compression=none"]
            for name in ("double", "mixed")
        }
        folders = self.folders(commands)
        cost = take_turns(commands, folders, self.options.repeats, dict.fromkeys(commands, n))
        return {"case": case, "double": cost["double"]["cpu"], "mixed": cost["mixed"]["cpu"],
                "cpu_ratio": cost["double"]["cpu"] / cost["mixed"]["cpu"],
                **self.require_agreement(case, folders["double"] / "image.h5",
                                         folders["mixed"] / "image.h5")}

    def scaling(self, case):
        """Wall clock of kbragg on one and on two threads, whose images must be the same bytes."""
        threads = {"one": 1, "two": 2}
        commands = {name: self.classic(self.flags(case), n) for name, n in threads.items()}
        folders = self.folders(commands)
        cost = take_turns(commands, folders, self.options.repeats, threads)
        images = [(folders[name] / "float.bin").read_bytes() for name in threads]
        if images[0] != images[1]:
            fail(f"case {case}: the image depends on the number of threads")
        return {"case": case, "one": cost["one"]["wall"], "two": cost["two"]["wall"],
                "wall_ratio": cost["one"]["wall"] / cost["two"]["wall"]}

    def reading(self):
        """Text to table: a detector of one pixel with the long list, less the same with a list of
        one line; the reference also writes its dump of the table."""
        write_long_list(self.work / "long.hkl")
        (self.work / "short.hkl").write_text("0 0 0 1\n")
        n = self.options.threads
        flags = {
            size: f"-hkl {self.work / size}.hkl -cell 100 100 100 90 90 90 -lambda 1 -distance 100"
                  f" -detpixels 1 -N 5 -oversample 1 -nointerpolate {OUTPUTS}".split()
            for size in ("long", "short")
        }
        commands = {}
        for size in flags:
            commands["reference_" + size] = [self.reference, *flags[size]]
            commands["kbragg_" + size] = self.classic(flags[size], n)
        cost = take_turns(commands, self.folders(commands), self.options.repeats,
                          dict.fromkeys(commands, n))
        spent = {
            program: {clock: cost[program + "_long"][clock] - cost[program + "_short"][clock]
                      for clock in ("cpu", "wall")}
            for program in ("reference", "kbragg")
        }
        return {"megabytes": (self.work / "long.hkl").stat().st_size / 1e6, **spent,
                "cpu_ratio": spent["reference"]["cpu"] / spent["kbragg"]["cpu"],
                "wall_ratio": spent["reference"]["wall"] / spent["kbragg"]["wall"]}


def print_table(title, columns, rows):
    print(f"\n{title}\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def report_reference(rows):
    print_table(
        "Whole process, CPU time (s) and largest resident set (MB):",
        ["case", "reference", "kbragg", "ratio", "ns per pixel-step", "memory", "1 - correlation",
         "sum ratio - 1"],
        [[r["case"], f"{r['reference']['cpu']:.2f}", f"{r['kbragg']['cpu']:.3f}",
          f"{r['cpu_ratio']:.1f}",
          f"{r['reference']['ns_per_step']:.1f} / {r['kbragg']['ns_per_step']:.2f}",
          f"{r['reference']['rss_mb']:.0f} / {r['kbragg']['rss_mb']:.0f}",
          f"{1 - r['correlation']:.1e}", f"{r['sum_ratio'] - 1:.1e}"] for r in rows])


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kbragg", required=True, metavar="PROGRAM")
    parser.add_argument("--reference", metavar="PROGRAM",
                        help="without it only --mixed and --scaling are possible")
    parser.add_argument("--cases", default=",".join(CASES), help="of " + ",".join(CASES))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--mixed", action="store_true",
                        help="also mixed against double precision, CPU time")
    parser.add_argument("--scaling", action="store_true",
                        help="also one against two threads, wall clock")
    parser.add_argument("--hkl", action="store_true",
                        help="also 2.9 million reflections of text to the lookup table")
    parser.add_argument("--json", metavar="FILE", help="write all figures to this file")
    options = parser.parse_args()
    options.cases = options.cases.split(",")
    for case in options.cases:
        if case not in CASES:
            parser.error(f"--cases: there is no case {case}, only {', '.join(CASES)}")
    if options.hkl and not options.reference:
        parser.error("--hkl needs --reference")
    if not (options.reference or options.mixed or options.scaling):
        parser.error("nothing to do: give --reference, --mixed or --scaling")
    if options.repeats < 1 or options.threads < 1:
        parser.error("--repeats and --threads must be at least 1")
    return options


def main():
    options = parse_arguments()
    results = {"repeats": options.repeats, "threads": options.threads}
    with tempfile.TemporaryDirectory(prefix="kbragg-compare-") as folder:
        comparison = Comparison(options, Path(folder))
        if options.reference:
            rows = results["reference"] = [comparison.against_reference(c) for c in options.cases]
            report_reference(rows)
        if options.mixed:
            # An empty image has no correlation.
            rows = results["mixed"] = [comparison.mixed(c) for c in options.cases
                                       if c != "c_gauss"]
            print_table("CPU time (s) of kbragg run:",
                        ["case", "double", "mixed", "ratio", "1 - correlation", "sum ratio - 1"],
                        [[r["case"], f"{r['double']:.3f}", f"{r['mixed']:.3f}",
                          f"{r['cpu_ratio']:.2f}", f"{1 - r['correlation']:.1e}",
                          f"{r['sum_ratio'] - 1:.1e}"] for r in rows])
        if options.scaling:
            rows = results["scaling"] = [comparison.scaling(c) for c in options.cases]
            print_table("Wall clock (s) of kbragg classic:",
                        ["case", "1 thread", "2 threads", "ratio"],
                        [[r["case"], f"{r['one']:.3f}", f"{r['two']:.3f}",
                          f"{r['wall_ratio']:.2f}"] for r in rows])
        if options.hkl:
            r = results["hkl"] = comparison.reading()
            print_table(f"{r['megabytes']:.0f} MB of reflections to the table (s):",
                        ["clock", "reference", "kbragg", "ratio"],
                        [[clock, f"{r['reference'][clock]:.2f}", f"{r['kbragg'][clock]:.3f}",
                          f"{r[clock + '_ratio']:.1f}"] for clock in ("cpu", "wall")])
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
