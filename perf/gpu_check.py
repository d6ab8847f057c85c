#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The part of gpu_check.sh that reads and writes JSON: rates, the comparison with nanoBraggCUDA, and
the list of tests of a packed build. Prints a line per finding: verdict, check, text, with tabs
between. Needs Python 3.9 and no packages."""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from compare_process import write_reflections

PRESETS = ("flat", "mosaic", "oversample", "spectrum")
EDGE = 4096
GOAL = 7e10  # pixel-steps per second in double, on an H200 or, as fast in double, an H100
GOAL_GPUS = re.compile(r"\bG?H[12]00\b")
# Operations of a pixel-step of the square shape, as perf/roofline.md counts them.
FLOP_PER_STEP = 158

CELL = ("-cell 78.54 78.54 37.77 90 90 90 -misset 10 20 30 -lambda 1 -distance 250 -N 100"
        " -detpixels 2048 -pixel 0.1")
CELLS = {
    "oversample 1": "-oversample 1",
    "oversample 4": "-oversample 4",
    "oversample 8": "-oversample 8",
    # No step at phi = 0: there some versions of nanoBragg keep the rotation of the step before.
    "oversample 8 x 10 phi": "-oversample 8 -phi 0.1 -osc 1 -phisteps 10",
}
OUTPUTS = "-nonoise -nopgm -floatfile float.bin -intfile int.img"
LEAST_RATIO = 1.5
REPEATS = 3  # processes of either program; of each counts the kernel time of its first image
# Images are stored in single precision: below this, correlations are equal.
ROUNDING = 1e-12
MODES = {"single": "single", "double": "double-float"}  # -precision of nanoBraggCUDA: what it is
KERNEL_TIME = re.compile(r"\bKERNEL_MS\W+([0-9.]+(?:[eE][-+]?[0-9]+)?)")
# What programs and their files can do wrong: it ends one preset or cell, not all.
PROBLEMS = (RuntimeError, StopIteration, OSError, LookupError, TypeError, ValueError, ArithmeticError)


def say(verdict, check, text):
    print(verdict, check, text, sep="\t", flush=True)


def why(error):
    return str(error) if isinstance(error, RuntimeError) else f"{type(error).__name__} {error}"


def run(command, folder, name, threads=None):
    """Standard error of a program that must succeed; its output goes to NAME.log in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    # Kernels loaded at the start, so that no clock meets the loading.
    environment = dict(os.environ, CUDA_MODULE_LOADING="EAGER")
    if threads:
        environment["OMP_NUM_THREADS"] = str(threads)
    done = subprocess.run([str(word) for word in command], cwd=folder, env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    (folder / f"{name}.log").write_text(done.stdout + done.stderr)
    if done.returncode != 0:
        text = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise RuntimeError(f"{Path(command[0]).name} {name} ended with {done.returncode}: {text}")
    return done


def bench(kbragg, folder, name, *options):
    """The results of kbragg bench, and the folder with them."""
    outdir = folder / name
    command = [kbragg, "bench", *options, "--gate", "0.999999", "--tests", "none",
               "--outdir", outdir]
    try:
        run(command, folder, name)
    except RuntimeError as error:
        found = sorted(outdir.glob("*/benchmark_results.json"))
        if not found:
            raise
        problems = json.loads(found[-1].read_text())["problems"]
        sentences = "; ".join(p["text"] for p in problems) or str(error)
        raise RuntimeError(f"bench {name}: {sentences[:200]}") from error
    results = sorted(outdir.glob("*/benchmark_results.json"))[-1]
    return json.loads(results.read_text()), results.parent


def fastest(row):
    """Seconds of the fastest warm image: its kernels, and with its copy to the host."""
    return (min(s["simulate_s"] for s in row["warm_samples"]),
            min(s["simulate_s"] + s["copy_back_s"] for s in row["warm_samples"]))


def ceilings(file):
    """flop/s of multiply-add on the device by precision; empty when it was not measured."""
    try:
        benchmarks = json.loads(Path(file).read_text())["benchmarks"]
    except (OSError, ValueError, KeyError):
        return {}
    measured = {b["name"].split("/")[1]: b["flop/s"] for b in benchmarks if "flop/s" in b}
    return {"double": measured.get("double"), "mixed": measured.get("float")}


def of_peak(rate, peak):
    if not peak:
        return "peak not measured"
    return f"{FLOP_PER_STEP * rate / peak:.0%} of {peak / 1e12:.3g} Tflop/s"


def name_of_gpu():
    try:
        done = subprocess.run(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"], text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return done.stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "a GPU that nvidia-smi does not name"


def say_goal(rate, preset):
    gpu = name_of_gpu()
    text = f"{rate:.3g} pixel-steps/s in double ({preset}); {GOAL:.0e} are demanded of an H100 or H200"
    if GOAL_GPUS.search(gpu):
        say("PASS" if rate >= GOAL else "FAIL", "goal", f"{text}; this is a machine with {gpu}")
    else:
        say("NOT RUN", "goal", f"this is a machine with {gpu}: {text}")


def rate_of(row, preset, peak):
    """What is written of a row of kbragg bench, after its verdict."""
    kernel, with_copy = fastest(row)
    rate = row["pixel_steps"] / kernel
    check = f"{preset} {EDGE} {row['precision']}"
    text = (f"{rate:.3g} pixel-steps/s ({row['pixel_steps'] / with_copy:.3g} with the copy),"
            f" {of_peak(rate, peak)}, correlation ")
    if row["correlation"] is None:
        say("FAIL", check, f"{text}has no value")
    elif peak and FLOP_PER_STEP * rate > 2 * peak:
        say("FAIL", check, f"{text}{row['correlation']:.12f}: faster than the peak, so not all work was"
            " timed")
    else:
        say("PASS", check, f"{text}{row['correlation']:.12f}")
    return {"preset": preset, "precision": row["precision"], "steps": row["pixel_steps"],
            "kernel_s": kernel, "with_copy_s": with_copy, "steps_per_s": rate,
            "peak_flop_per_s": peak, "correlation": row["correlation"]}


def rates(options):
    peaks = ceilings(options.ceilings)
    for name, peak in peaks.items():
        say("PASS" if peak else "FAIL", f"peak of {'float' if name == 'mixed' else name}",
            f"{(peak or 0) / 1e12:.3g} Tflop/s of multiply-add")
    if not peaks:
        say("FAIL", "peak", "the multiply-add of perf_ceilings was not measured")
    rows = []
    for preset in PRESETS:
        case = ["--preset", preset, "--sizes", str(EDGE)]
        try:
            # The plain evaluation of the host on all its cores is the reference.
            _, host = bench(options.kbragg, options.work, f"{preset}-host", *case, "--backend",
                            "openmp", "--iterations", "1", "--keep-artifacts")
            reference = next((host / "artifacts").glob("reference-*.bin"))
            result, _ = bench(options.kbragg, options.work, preset, *case, "--backend", "cuda",
                              "--precision", "double,mixed", "--iterations", "7",
                              "--reference", reference)
            for row in result["results"]:
                rows.append(rate_of(row, preset, peaks.get(row["precision"])))
        except PROBLEMS as error:
            say("FAIL", f"{preset} {EDGE}", why(error))
    best = max(((row["steps_per_s"], row["preset"]) for row in rows if row["precision"] == "double"),
               default=(0, "nothing"))
    say_goal(*best)
    options.json.write_text(json.dumps({"edge": EDGE, "rows": rows, "best_double": best[0]}, indent=1))


def distance_of(kbragg, reference, image, folder):
    """1 - correlation of two raw images."""
    report = folder / "compare.json"
    run([kbragg, "compare", reference, image, "--json", report], folder, "compare")
    distance = json.loads(report.read_text())["full_frame"]["one_minus_correlation"]
    if distance is None:
        raise RuntimeError(f"the correlation of {image.name} with the truth has no value")
    return distance


def kbragg_times(options, flags, folder, reference):
    """By precision: seconds of the kernels, 1 - correlation, and pixel-steps."""
    emitted = run([options.kbragg, "classic", *flags, "-nonoise", "--emit-yaml"], folder, "emit").stdout
    config = folder / "cell.yaml"
    config.write_text(emitted)
    times, found = {}, {}
    for repeat in range(REPEATS):  # a row is a process
        result, place = bench(options.kbragg, folder, f"bench{repeat}", "--config", config,
                              "--backend", "cuda", "--precision", "double,mixed", "--iterations", "1",
                              "--reference", reference, "--keep-artifacts")
        for row in result["results"]:
            times.setdefault(row["precision"], []).append(row["cold_simulate_s"])
    for row in result["results"]:
        image = next(a for a in row["artifacts"] if a.endswith("warm.bin"))
        found[row["precision"]] = (
            min(times[row["precision"]]),
            distance_of(options.kbragg, reference, place / image, folder), row["pixel_steps"])
    return found


def cuda_times(options, flags, folder, reference, mode):
    """Seconds of the kernel of nanoBraggCUDA, which tells them, and 1 - correlation."""
    command = [options.reference_cuda, *flags, *OUTPUTS.split(), "-noprogress", "-precision", mode]
    times = []
    for _ in range(REPEATS):
        done = run(command, folder, mode)
        told = KERNEL_TIME.search(done.stdout + done.stderr)
        if not told:
            raise RuntimeError("nanoBraggCUDA prints no line 'KERNEL_MS T' with the time of its kernel;"
                               " see --help")
        times.append(1e-3 * float(told.group(1)))
    return min(times), distance_of(options.kbragg, reference, folder / "float.bin", folder)


def judge_cell(name, ours, theirs, mode):
    """The fastest precision of kbragg whose image is as good decides."""
    seconds, distance = theirs
    good = {p: v for p, v in ours.items() if v[1] <= max(distance, ROUNDING)}
    check = f"{name} against {MODES[mode]}"
    if not good:
        say("FAIL", check, f"1 - correlation {min(v[1] for v in ours.values()):.1e} of kbragg, "
            f"{distance:.1e} of nanoBraggCUDA")
        return
    precision = min(good, key=lambda p: good[p][0])
    ratio = seconds / good[precision][0]
    say("PASS" if ratio >= LEAST_RATIO else "FAIL", check,
        f"{ratio:.2f} times as fast (wanted {LEAST_RATIO}): {precision} {1e3 * good[precision][0]:.3f} ms,"
        f" nanoBraggCUDA {1e3 * seconds:.3f} ms; 1 - correlation {good[precision][1]:.1e}, {distance:.1e}")


def cells(options):
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    hkl = work / "cells.hkl"
    write_reflections(hkl)
    rows = {}
    for number, (name, load) in enumerate(CELLS.items()):
        flags = ["-hkl", str(hkl), *CELL.split(), *load.split()]
        folder = work / f"cell{number}"
        try:
            truth = folder / "truth"
            oracle = [options.reference] if options.reference else [
                options.kbragg, "classic", "--backend", "openmp", "--threads", str(os.cpu_count())]
            run([*oracle, *flags, *OUTPUTS.split()], truth, "truth", os.cpu_count())
            reference = truth / "float.bin"
            ours = kbragg_times(options, flags, folder, reference)
            rows[name] = {"kbragg": ours, "nanoBraggCUDA": {}}
            for precision, (seconds, distance, steps) in ours.items():
                say("PASS", f"{name} {precision}", f"{1e3 * seconds:.3f} ms, "
                    f"{steps / seconds:.3g} pixel-steps/s, 1 - correlation {distance:.1e}")
            for mode in MODES if options.reference_cuda else ():
                try:
                    theirs = cuda_times(options, flags, folder, reference, mode)
                    rows[name]["nanoBraggCUDA"][mode] = theirs
                    judge_cell(name, ours, theirs, mode)
                except PROBLEMS as error:
                    say("FAIL", f"{name} against {MODES[mode]}", why(error))
        except PROBLEMS as error:
            say("FAIL", name, why(error))
    if not options.reference_cuda:
        say("NOT RUN", "side by side", "no nanoBraggCUDA was given")
    options.json.write_text(json.dumps(
        {"reference": "nanoBragg" if options.reference else "kbragg openmp double",
         "columns": ["kernel_s", "one_minus_correlation", "pixel_steps"], "cells": rows}, indent=1))


# ---- the list of tests of a packed build ---------------------------------------------------------


def packed_tests(file):
    """Tests that need neither the compilers nor the browser of the packing machine."""
    tests = json.loads(Path(file).read_text())["tests"]
    absent = [t["name"] for t in tests if "command" not in t]
    if absent:
        sys.exit(f"gpu_check.py: the programs of {len(absent)} tests are not built: {absent[0]}, ...")
    return [t for t in tests if t["name"] != "install.consumer"
            and Path(t["command"][0]).name != "test_page"]


def quoted(text):
    return f"[==[{text}]==]"


def write_tests(options):
    """CTestTestfile.cmake of the list that ctest made on the packing machine."""
    lines = []
    for test in packed_tests(options.tests):
        program, *arguments = test["command"]
        name = Path(program).name
        if not program.startswith(str(options.build)):
            program = shutil.which("python3" if name.startswith("python") else name) or program
        lines.append(f"add_test({quoted(test['name'])} "
                     + " ".join(quoted(word) for word in [program, *arguments]) + ")")
        lines.append(f"set_tests_properties({quoted(test['name'])} PROPERTIES")
        for each in test.get("properties", []):
            value = each["value"]
            value = ";".join(value) if isinstance(value, list) else value
            lines.append(f"  {each['name']} {quoted(value)}")
        lines.append(")")
    (options.build / "CTestTestfile.cmake").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in (("rates", rates), ("cells", cells)):
        command = commands.add_parser(name)
        command.add_argument("--kbragg", required=True)
        command.add_argument("--work", type=Path, required=True)
        command.add_argument("--json", type=Path, required=True)
        command.set_defaults(function=function)
        if name == "rates":
            command.add_argument("--ceilings", required=True)
        else:
            command.add_argument("--reference", default="")
            command.add_argument("--reference-cuda", default="")
    command = commands.add_parser("count-tests")
    command.add_argument("tests")
    command.set_defaults(function=lambda options: print(len(packed_tests(options.tests))))
    command = commands.add_parser("write-tests")
    command.add_argument("tests")
    command.add_argument("build", type=Path)
    command.set_defaults(function=write_tests)
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    sys.exit(main())
