#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Simulates the rotation series of lysozyme.yaml in each detector convention and asks DIALS what it
finds: import, spots, indexing with the geometry of the file kept fixed and no cell given.

Checked for each convention: share of the spots that are indexed, the cell, and the orientation, as
a mirrored picture has a perfect cell. Exit code 0: all as simulated; 1: not; 2: cannot run.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

import h5py
import numpy as np

# In custom every vector of beam, detector and spindle is skew to the others and to the frame.
CONVENTIONS = {
    "mosflm": {},
    "denzo": {},
    "adxv": {},
    "xds": {},
    "dials": {},
    "custom": {
        "beam.direction": "[0.9, 0.3, 0.1]",
        "beam.polarization.axis": "[0, 0, 1]",
        "detector.fast_axis": "[0, 0.6, 0.8]",
        "detector.slow_axis": "[0, -0.8, 0.6]",
        "scan.axis": "[0.2, -0.5, 0.9]",
    },
}
INDEXED, CELL, ANGLE = 0.95, 1e-3, 0.05  # at least, at most (relative), at most (degrees)


def call(folder, *command):
    """Standard output of a command run in `folder`."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {' '.join(last)}")
    return done.stdout


def indexed_share(log):
    """From the table that ends with '% indexed': images, indexed, unindexed, share."""
    rows = log[log.rindex("# indexed"):].splitlines()
    cells = [row.split("|") for row in rows if row.startswith("|") and "%" in row]
    indexed, unindexed = int(cells[0][2]), int(cells[0][3])
    return indexed / (indexed + unindexed), indexed + unindexed


def edges_and_angles(vectors):
    lengths = np.linalg.norm(vectors, axis=1)
    cosines = [vectors[i] @ vectors[j] / lengths[i] / lengths[j] for i, j in ((1, 2), (2, 0), (0, 1))]
    return lengths, np.degrees(np.arccos(cosines))


def orientation(found, true):
    """Angle between two cells (rows a, b, c) in degrees and the basis that turns one into the
    other: any basis of the same volume and hand is a right answer."""
    T = np.rint(found @ np.linalg.inv(true))
    u, _, v = np.linalg.svd(found.T @ (T @ true))
    return np.degrees(np.arccos(min(1, (np.trace(u @ v) - 1) / 2))), T


def check(name, settings, arguments, folder):
    folder.mkdir(parents=True, exist_ok=True)
    pairs = {"detector.convention": name, **settings}
    overrides = [f"--set={key}={value}" for key, value in pairs.items()]
    run_file = pathlib.Path(__file__).with_name("lysozyme.yaml").resolve()
    call(folder, arguments.kbragg, "run", str(run_file), "-o", "series.h5", "--quiet", *overrides)
    call(folder, "dials.import", "series.h5")
    call(folder, "dials.find_spots", "imported.expt")
    log = call(folder, "dials.index", "imported.expt", "strong.refl", "beam.fix=all",
               "detector.fix=all")
    share, spots = indexed_share(log)
    crystals = json.loads((folder / "indexed.expt").read_text())["crystal"]
    found = np.array([crystals[0]["real_space_" + edge] for edge in "abc"])
    with h5py.File(folder / "series.h5") as file:
        A = file["entry/kbragg/crystal/A_matrix"][()]  # columns a*, b*, c*, frame of NeXus
    true = np.linalg.inv(np.diag([-1, 1, -1]) @ A)  # rows a, b, c, frame of DIALS
    lengths, angles = edges_and_angles(found)
    expected, _ = edges_and_angles(true)
    worst = np.max(np.abs(np.sort(lengths) / np.sort(expected) - 1))
    worst = max(worst, np.max(np.abs(angles / 90 - 1)))
    turned, T = orientation(found, true)
    good = (share > INDEXED and worst < CELL and turned < ANGLE
            and round(np.linalg.det(T)) == 1 and len(crystals) == 1)
    print(f"{name:8} {spots:6d} {100 * share:8.2f} %  "
          + " ".join(f"{x:.4f}" for x in lengths) + "  " + " ".join(f"{x:.3f}" for x in angles)
          + f"  {100 * worst:.4f} %  {turned:.4f}  {round(np.linalg.det(T)):+d}  "
          + ("right" if good else "WRONG"), flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conventions", nargs="*", default=list(CONVENTIONS))
    parser.add_argument("--kbragg", default="kbragg", help="the program")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("dials-check"))
    arguments = parser.parse_args()
    for program in (arguments.kbragg, "dials.import"):
        if shutil.which(program) is None:
            print(f"{program} is not installed or not on PATH", file=sys.stderr)
            return 2
    arguments.kbragg = str(pathlib.Path(shutil.which(arguments.kbragg)).resolve())
    print("series    spots  indexed    a, b, c (A)              alpha, beta, gamma (deg)   "
          "worst     turned  det")
    good = [check(name, CONVENTIONS[name], arguments, arguments.folder / name)
            for name in arguments.conventions]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
