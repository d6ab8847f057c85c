#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cost of an image in a series, measured with one rank and two, and what it predicts for many.

The model of a run of N images on R ranks, each with one thread, which is bound to
a core, as mpirun does with two ranks or fewer:

    T = start + max(N/R (compute + compress + bytes/disk) slowdown, N bytes/W)

start, compute and compress follow from the wall times of short and long runs with and without
compression on one rank, disk from writing a plain file, slowdown from two ranks against one; W is
the bandwidth of the file system of a cluster. Runs take turns; every figure is a median. Needs
Python 3.9, no packages, and a kbragg with MPI.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fail(sentence):
    sys.exit(f"scaling.py: {sentence}")


def wall_time(arguments, folder, ranks, images, compression):
    """Seconds of a run and bytes of what it wrote."""
    command = [arguments.kbragg, "run", str(arguments.config), "-o", "out.h5", "--quiet",
               "--threads=1", f"--set=ensemble.images={images}", "--set=output.preview=null",
               f"--set=output.compression={compression}"]
    command += [f"--set={setting}" for setting in arguments.set]
    command = [*arguments.mpirun.split(), "-n", str(ranks), *command]
    with tempfile.TemporaryDirectory(dir=folder) as work:
        start = time.monotonic()
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        seconds = time.monotonic() - start
        if done.returncode != 0:
            said = " ".join(done.stderr.split())
            fail(f"{' '.join(command)} ended with {done.returncode}: {said}")
        return seconds, sum(file.stat().st_size for file in Path(work).iterdir())


def disk_bandwidth(folder, size):
    """Bytes per second into a file, without waiting for the disk itself: as a run writes."""
    block = os.urandom(1 << 20)
    with tempfile.TemporaryFile(dir=folder) as file:
        start = time.monotonic()
        for _ in range(max(size >> 20, 1)):
            file.write(block)
        file.flush()
        return max(size >> 20, 1) * len(block) / (time.monotonic() - start)


def measure(arguments):
    """Medians of seconds and of bytes for (ranks, compression, images), and the bandwidth."""
    short, long = arguments.images
    cases = [(1, "gzip", short), (1, "gzip", long), (1, "none", short), (1, "none", long),
             (2, "gzip", 2 * short), (2, "gzip", 2 * long)]
    seconds, sizes, disk = {case: [] for case in cases}, {}, []
    for _ in range(arguments.repetitions):
        for case in cases:
            ranks, compression, images = case
            wall, sizes[case] = wall_time(arguments, arguments.folder, ranks, images, compression)
            seconds[case].append(wall)
        disk.append(disk_bandwidth(arguments.folder, 1 << 28))
    return {case: statistics.median(walls) for case, walls in seconds.items()}, sizes, \
        statistics.median(disk)


def fit(arguments):
    seconds, sizes, disk = measure(arguments)
    short, long = arguments.images

    def slope(figures, ranks, compression):
        images = ranks * short, ranks * long
        low, high = (figures[(ranks, compression, count)] for count in images)
        return (high - low) / (images[1] - images[0])

    image, plain, pair = slope(seconds, 1, "gzip"), slope(seconds, 1, "none"), \
        slope(seconds, 2, "gzip")
    stored, raw = slope(sizes, 1, "gzip"), slope(sizes, 1, "none")
    compute = plain - raw / disk
    return {
        "start_s": statistics.mean(seconds[(1, "gzip", n)] - n * image for n in (short, long)),
        "start_of_two_s": statistics.mean(
            seconds[(2, "gzip", 2 * n)] - 2 * n * pair for n in (short, long)),
        "compute_s": compute,
        "compress_s": image - compute - stored / disk,
        "write_s": stored / disk,
        "image_s": image,
        "image_of_two_ranks_s": pair,
        "speedup_of_two": image / pair,
        "bytes": stored,
        "disk_bytes_per_s": disk,
    }


def print_prediction(model, images, ranks, bandwidths):
    slowdown = 2 * model["image_of_two_ranks_s"] / model["image_s"]
    image = model["image_s"] * slowdown
    start = max(model["start_s"], model["start_of_two_s"])
    print(f"\nPrediction for {images} images; seconds, and images/s:\n")
    print("| ranks | " + " | ".join(f"{w:g} GB/s" for w in bandwidths) + " |")
    print("| ---: |" + " ---: |" * len(bandwidths))
    for count in ranks:
        cells = []
        for w in bandwidths:
            total = start + max(images / count * image, images * model["bytes"] / (w * 1e9))
            cells.append(f"{total:.4g} ({images / total:.4g}/s)")
        print(f"| {count} | " + " | ".join(cells) + " |")
    print("\nRanks at which the file system is the limit: " + ", ".join(
        f"{w * 1e9 * image / model['bytes']:.3g} at {w:g} GB/s" for w in bandwidths) + ".")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kbragg", default=str(ROOT / "build/release/bin/kbragg"))
    parser.add_argument("--mpirun", default="mpirun --bind-to core",
                        help="with its options, as one word")
    parser.add_argument("--config", type=Path, default=ROOT / "configs/ensemble.yaml")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--images", type=int, nargs=2, default=[200, 1000],
                        help="of the short and the long run of each rank")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--predict-images", type=int, default=10**6)
    parser.add_argument("--predict-ranks", type=int, nargs="+", default=[1, 10, 100, 1000, 10000])
    parser.add_argument("--bandwidths", type=float, nargs="+", default=[1, 10, 100],
                        help="of file systems, in GB/s")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    arguments = parser.parse_args()
    for program in (arguments.kbragg, arguments.mpirun.split()[0]):
        if shutil.which(program) is None:
            fail(f"{program} is not there")
    arguments.config, arguments.kbragg = arguments.config.resolve(), shutil.which(arguments.kbragg)
    if arguments.images[0] >= arguments.images[1]:
        fail("--images: the second number must be larger")
    model = fit(arguments)
    print("| figure | value |\n| --- | ---: |")
    for name, value in model.items():
        print(f"| {name} | {value:.4g} |")
    print_prediction(model, arguments.predict_images, arguments.predict_ranks,
                     arguments.bandwidths)
    if arguments.json:
        arguments.json.write_text(json.dumps(model, indent=2) + "\n")


if __name__ == "__main__":
    main()
