#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""What an image of a series costs: the whole run, its computation and its compression alone.

`kbragg run` makes a series, compressed (the whole) and not (the computation); perf_storage
compresses and stores the same images once more. The line to hold: the whole takes at most 1.3 times
the larger of the two. Every figure is a median over repetitions in which the three take turns.
`--many N` makes an ensemble of N images of 64 x 64 and opens it with h5py. Needs Python 3.9; h5py
if it is there.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from process import run

RUN = """schema: 1
beam: {{wavelength: 1 A, fluence: 1e25 /m^2}}
crystal:
  cell: {{a: 78.54 A, b: 78.54 A, c: 37.77 A}}
  cells: [20, 20, 20]
structure_factors: {{wilson: {{dmin: 2.2 A, b_factor: 20 A^2, scale: 600 e, seed: 1}}}}
detector: {{pixels: [{pixels}, {pixels}], pixel_size: {pixel_size}, distance: 120 mm}}
sampling: {{oversample: 1}}
{more}output: {{file: out.h5}}
"""
SCAN = "scan: {{oscillation: 0.5 deg, steps: 1, images: {images}}}\n"
ENSEMBLE = ("ensemble: {{images: {images}, seed: 1, cell_scale: 0.2 %, fluence: 0.5,"
            " wavelength_jitter: 0.1 %}}\n")
NOISE = "noise: {{kind: poisson, seed: 1}}\n"
# Name: (pixels along an edge, images, sections).
CASES = {
    "scan_1024": (1024, 100, SCAN),
    "scan_1024_counts": (1024, 100, SCAN + NOISE),
    "ensemble_256": (256, 1000, ENSEMBLE),
    "ensemble_256_counts": (256, 1000, ENSEMBLE + NOISE),
}
LIMIT = 1.3


def fail(sentence):
    sys.exit(f"series.py: {sentence}")


class Series:
    def __init__(self, options, work):
        self.options = options
        self.kbragg = Path(options.kbragg).resolve()
        self.storage = Path(options.storage).resolve()
        self.work = work

    def write_run(self, pixels, images, sections):
        (self.work / "run.yaml").write_text(RUN.format(
            pixels=pixels, pixel_size=f"{102.4 / pixels} mm", more=sections.format(images=images)))

    def simulate(self, threads, *more):
        """A run; what starts and ends it is measured by one of a single image and taken off."""
        backend = "openmp" if threads > 1 else "serial"
        command = [self.kbragg, "run", "run.yaml", "--quiet", "--backend", backend, "--threads",
                   threads, *more]
        return run(command, self.work)

    def per_image(self, images, threads, *more):
        one = self.simulate(threads, "--image", 0, *more)
        full = self.simulate(threads, *more)
        return {key: (full[key] - one[key]) / (images - 1) for key in ("wall", "cpu")}

    def turn(self, images, threads):
        figures = {
            "compute": self.per_image(images, threads, "-o", "plain.h5", "--set",
                                      "output.compression=none"),
            "whole": self.per_image(images, threads),
        }
        text = run([self.storage, "plain.h5", "stored.h5", threads], self.work)["text"]
        figures["compress"] = json.loads(text)
        return figures

    def case(self, name, threads):
        pixels, images, sections = CASES[name]
        if self.options.dry:
            pixels, images = 32, 3
        self.write_run(pixels, images, sections)
        turns = [self.turn(images, threads) for _ in range(self.options.repeats)]
        figures = {part: {key: statistics.median(t[part][key] for t in turns)
                          for key in ("wall", "cpu")} for part in turns[0]}
        result = {"case": name, "threads": threads, "seconds_per_image": figures}
        for key in ("wall", "cpu"):
            largest = max(figures["compute"][key], figures["compress"][key])
            result[f"ratio_{key}"] = figures["whole"][key] / largest
        result["images_per_second"] = 1 / figures["whole"]["wall"]
        return result

    def many(self, images):
        """An ensemble of many small images: to its end, in bounded memory, for h5py to open."""
        self.write_run(64, images, ENSEMBLE + NOISE)
        run_ = self.simulate(self.options.threads[-1])
        result = {"images": images, "images_per_second": images / run_["wall"],
                  "cpu_per_image": run_["cpu"] / images, "rss_mb": run_["rss_mb"],
                  "file_mb": (self.work / "out.h5").stat().st_size / 1e6}
        try:
            import h5py
        except ImportError:
            result["h5py"] = "not installed, the file was not opened"
            return result
        with h5py.File(self.work / "out.h5") as file:
            data = file["entry/data/data"]
            last = data[images - 1]
            result["h5py"] = f"{data.shape} {data.dtype}, {int(last.sum())} counts in the last"
        return result


def print_case(result):
    figures = result["seconds_per_image"]
    print(f"{result['case']}, {result['threads']} threads, ms per image (CPU ms):")
    for part in ("compute", "compress", "whole"):
        print(f"  {part:9}{1e3 * figures[part]['wall']:9.2f} ({1e3 * figures[part]['cpu']:.2f})")
    print(f"  whole / larger of the two: {result['ratio_wall']:.2f} ({result['ratio_cpu']:.2f}), "
          f"{result['images_per_second']:.0f} images/s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kbragg", required=True, help="the program")
    parser.add_argument("--storage", required=True, help="perf_storage")
    parser.add_argument("--cases", default=",".join(CASES), help="comma-separated")
    parser.add_argument("--threads", default="1,2", help="comma-separated")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--many", type=int, default=0, metavar="N", help="images of 64 x 64")
    parser.add_argument("--work", help="folder for the files, by preference in memory")
    parser.add_argument("--json", help="file for all figures")
    parser.add_argument("--dry", action="store_true", help="tiny series")
    options = parser.parse_args()
    options.threads = [int(n) for n in options.threads.split(",")]
    cases = [name for name in options.cases.split(",") if name]
    for name in cases:
        if name not in CASES:
            fail(f"no case {name}, there are {', '.join(CASES)}")
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    results = []
    with tempfile.TemporaryDirectory(prefix="kbragg-series-", dir=options.work or memory) as work:
        series = Series(options, Path(work))
        for name in cases:
            for threads in options.threads:
                results.append(series.case(name, threads))
                print_case(results[-1])
        if options.many:
            results.append(series.many(options.many))
            print(f"{options.many} images of 64 x 64: " + ", ".join(
                f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
                for key, value in results[-1].items()))
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    over = [r["case"] for r in results if r.get("case", "").startswith("scan")
            and min(r["ratio_wall"], r["ratio_cpu"]) > LIMIT]
    if over and not options.dry:
        fail(f"beyond {LIMIT} times the larger of computation and compression: {', '.join(over)}")


if __name__ == "__main__":
    main()
