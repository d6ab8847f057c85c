#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What is demanded of kbragg on a machine with an NVIDIA GPU, in one call of under 8 minutes.
set -uo pipefail

usage() {
  cat <<'END'
Usage: perf/gpu_check.sh [--build DIR] --out DIR [options]
       perf/gpu_check.sh pack [--build DIR] -o ARCHIVE [options]
       perf/gpu_check.sh run ARCHIVE --out DIR

The first form checks the programs of DIR (default: build/cuda), a build with the preset cuda, tests
and benchmarks; it is configured and built before if it is not there. Building does not count in the
8 minutes. `pack` puts all that a check needs into one archive, on a machine that need not have a
GPU; `run` checks it on another machine of the same processor family, which needs a driver, CMake,
Python 3, and for one of the checks compute-sanitizer, but neither the libraries of kbragg nor a
network.

  --out DIR                 new folder for the results: summary.txt first; logs are in details/
  --reference-cuda PROGRAM  nanoBraggCUDA, for the comparison of speed. It must take the flags -hkl -cell
                            -misset -lambda -distance -N -detpixels -pixel -oversample -phi -osc
                            -phisteps -nonoise -nopgm -noprogress -floatfile -intfile of nanoBragg and
                            -precision single|double, and print "KERNEL_MS T", the time of its kernel
                            in milliseconds, for which a small patch may be needed
  --reference PROGRAM       nanoBragg, whose images in double are then the truth of that comparison;
                            without it the backend openmp of kbragg in double is
  --limit SECONDS           of all checks together (default 470), a third of it at least for the tests

The tests have paths compiled in: `run` makes symbolic links at the paths of source and build of the
packing machine while it works, and refuses if something is there.

Exit codes: 0 all checks passed; 1 a check failed; 2 none failed, but some were not run, without a GPU
all; 3 wrong command line, or a build or archive that cannot be used.
END
}

self=$(readlink -f "${BASH_SOURCE[0]}")
root=$(dirname "$(dirname "$self")")

die() {
  printf 'gpu_check.sh: %s\n' "$*" >&2
  exit 3
}

# ---- options -------------------------------------------------------------------------------------

mode=check archive='' build='' out='' reference='' reference_cuda='' limit=470
case ${1:-} in
  pack | run) mode=$1 && shift ;;
esac
if [[ $mode == run && ${1:--} != -* ]]; then archive=$1 && shift; fi
while (($#)); do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --build | --out | --reference | --reference-cuda | --limit | -o)
      (($# > 1)) || die "$1 needs a value"
      case $1 in
        -o) archive=$2 ;;
        *) name=${1#--} && declare "${name//-/_}=$2" ;;
      esac
      shift 2
      ;;
    *) die "unknown argument '$1'; see --help" ;;
  esac
done
[[ $limit =~ ^[1-9][0-9]*$ ]] || die "--limit: found '$limit', expected whole seconds"
for program in "$reference" "$reference_cuda"; do
  [[ -z $program || -x $program ]] || die "there is no program '$program'"
done
build=$(readlink -m "${build:-$root/build/cuda}")
helper=$root/perf/gpu_check.py
export PYTHONDONTWRITEBYTECODE=1
jobs=$(nproc)
((jobs <= 16)) || jobs=16

# ---- pack ----------------------------------------------------------------------------------------

# The stub of the driver's library, for machines without a driver: programs start, devices do not.
stub_driver() {
  local stub known
  known=$(ldconfig -p)
  if grep -q 'libcuda\.so\.1 ' <<<"$known"; then return; fi
  stub=$(dirname "$(dirname "$(command -v nvcc)")")/lib64/stubs/libcuda.so
  [[ -e $stub ]] || die "there is neither a driver nor the stub of its library ($stub)"
  mkdir -p "$1" && ln -sf "$stub" "$1/libcuda.so.1"
  export LD_LIBRARY_PATH=$1${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
}

# Libraries of all programs but those of glibc and of the driver.
copy_libraries() {
  local folder=$1 name path
  mkdir -p "$folder"
  shift
  ldd "$@" 2>/dev/null | sed -n 's/^\s*\(\S*\) => \(\/\S*\) .*/\1 \2/p' | sort -u |
    grep -Ev '^(libcuda|libc|libm|libdl|librt|libpthread|libresolv|libutil)\.so' |
    while read -r name path; do
      cp -L "$path" "$folder/$name" && strip --strip-unneeded "$folder/$name"
    done
}

pack() {
  local stage file tests
  [[ -n $archive ]] || die "pack needs -o ARCHIVE"
  [[ -x $build/bin/kbragg && -x $build/bin/test_kernels && -x $build/bin/perf_ceilings ]] ||
    die "$build has no build with tests and benchmarks"
  stage=$(mktemp -d) || die "no folder for temporary files"
  # shellcheck disable=SC2064
  trap "rm -rf '$stage'" EXIT
  stub_driver "$stage/stub"
  mkdir -p "$stage/pack/build/bin" "$stage/pack/source" "$stage/pack/reference"
  printf '%s\n%s\n' "$root" "$build" >"$stage/pack/paths"
  # ctest makes the list of tests by asking the test programs.
  ctest --test-dir "$build" --show-only=json-v1 >"$stage/pack/tests.json" 2>"$stage/ctest.log" ||
    die "the tests cannot be listed: $(tail -n 1 "$stage/ctest.log")"
  tests=$(python3 "$helper" count-tests "$stage/pack/tests.json") || exit 3
  git -C "$root" ls-files -z | tar -C "$root" --null -T - -cf - | tar -C "$stage/pack/source" -xf -
  for file in "$build"/bin/*; do
    [[ ! -f $file ]] || { cp "$file" "$stage/pack/build/bin/" && strip "$stage/pack/build/bin/${file##*/}"; }
  done
  (cd "$build" && find . -name '*.so' -print0 | xargs -0 -r cp --parents -t "$stage/pack/build")
  (cd "$build" && find tests perf -type d ! -path '*.dir*' ! -path '*/CMakeFiles*' -print0) |
    (cd "$stage/pack/build" && xargs -0 mkdir -p)
  [[ -z $reference ]] || cp "$reference" "$stage/pack/reference/nanoBragg"
  [[ -z $reference_cuda ]] || cp "$reference_cuda" "$stage/pack/reference/nanoBraggCUDA"
  copy_libraries "$stage/pack/lib" "$stage"/pack/build/bin/* "$stage"/pack/reference/*
  if ! { tar -C "$stage/pack" -cf - . | xz -T0 -6 >"$archive.part" && mv "$archive.part" "$archive"; }; then
    die "cannot write $archive"
  fi
  printf 'packed %s: %s MiB, %s tests\n' "$archive" "$(($(stat -c %s "$archive") / 1048576))" "$tests"
}

# ---- unpack --------------------------------------------------------------------------------------

work='' links=()
clean_up() {
  local link
  for link in "${links[@]}"; do rm -f "$link"; done
  [[ -z $work ]] || rm -rf "$work"
}

# Takes $archive apart so that programs find their paths; sets root and build.
unpack() {
  local paths path known i=0
  mkdir -p "$work/pack"
  xz -dc "$archive" | tar -C "$work/pack" -xf - || die "$archive cannot be unpacked"
  mapfile -t paths <"$work/pack/paths"
  for path in source build; do
    [[ ! -e ${paths[i]} ]] || die "the tests need a link at ${paths[i]}, but something is there"
    if ! { mkdir -p "$(dirname "${paths[i]}")" && ln -s "$work/pack/$path" "${paths[i]}"; }; then
      die "cannot make the link ${paths[i]}"
    fi
    links+=("${paths[i]}")
    i=$((i + 1))
  done
  root=${paths[0]} build=${paths[1]}
  # Only what this machine lacks: its own programs must not get libraries of another system.
  mkdir "$work/lib"
  known=$(ldconfig -p)
  for path in "$work"/pack/lib/*; do
    grep -qF "	${path##*/} " <<<"$known" || ln -s "$path" "$work/lib/"
  done
  export LD_LIBRARY_PATH=$work/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  [[ ! -x $work/pack/reference/nanoBragg ]] || reference=$work/pack/reference/nanoBragg
  [[ ! -x $work/pack/reference/nanoBraggCUDA ]] || reference_cuda=$work/pack/reference/nanoBraggCUDA
  python3 "$helper" write-tests "$work/pack/tests.json" "$build" || die "cannot write the list of tests"
}

build_here() {
  [[ ! -x $build/bin/kbragg || ! -x $build/bin/perf_ceilings ]] || return 0
  { cmake --preset cuda -S "$root" -B "$build" -DKBRAGG_ENABLE_TESTS=ON \
    -DKBRAGG_ENABLE_BENCHMARKS=ON && cmake --build "$build" -j "$(nproc)"; } >"$out/details/build.log" 2>&1 ||
    die "the build failed: see $out/details/build.log"
}

# ---- checks --------------------------------------------------------------------------------------

# verdict PASS|FAIL|'NOT RUN' CHECK TEXT: a line of the summary.
verdict() {
  printf '%-8s %s: %s\n' "$1" "$2" "$3" | tee -a "$out/summary.txt"
}

last_line() { grep -v '^\s*$' "$1" 2>/dev/null | tail -n 1 | cut -c 1-200; }

# step NAME SECONDS COMMAND...: runs it with its log in details. 124 when it takes longer than SECONDS;
# $no_time when it could not start, or was cut off, because others need the time that is left.
no_time=75
step() {
  local name=$1 most=$2 left=$((limit - SECONDS)) status
  shift 2
  [[ $name == tests ]] || left=$((left - limit / 3 - 5))
  ((left > 0)) || { echo "not started" >"$out/details/$name.log" && return "$no_time"; }
  timeout -k 5 "$((left < most ? left : most))" "$@" >"$out/details/$name.log" 2>&1 </dev/null
  status=$?
  ((status != 137)) || status=124
  ((status != 124 || left >= most)) || status=$no_time
  return "$status"
}

# ended NAME STATUS: the verdict of a step that did not come to its end.
ended() {
  local text
  text=$(last_line "$out/details/$1.log")
  case $2 in
    "$no_time") verdict 'NOT RUN' "$1" "no time was left to finish it${text:+: $text}" ;;
    124) verdict FAIL "$1" "took too long${text:+: $text}" ;;
    *) verdict FAIL "$1" "ended with $2: $text" ;;
  esac
}

# Lines "VERDICT<tab>CHECK<tab>TEXT" of a step of the helper.
helper_verdicts() {
  local verdict check text found=0
  while IFS=$'\t' read -r verdict check text; do
    case $verdict in
      PASS | FAIL | 'NOT RUN') verdict "$verdict" "$check" "$text" && found=1 ;;
    esac
  done <"$out/details/$1.log"
  (($2 == 0 && found)) || ended "$1" "$2"
}

describe_machine() {
  {
    nvidia-smi -L && nvidia-smi \
      --query-gpu=name,driver_version,compute_cap,memory.total,clocks.max.sm,clocks.sm,mig.mode.current \
      --format=csv
    nvcc --version
    grep -m 1 'model name' /proc/cpuinfo
    nproc
    "$build/bin/kbragg" info
  } >"$out/machine.txt" 2>&1
}

check_rates() {
  step ceilings 30 "$build/bin/perf_ceilings" --benchmark_filter='multiply_add/.*/cuda' \
    --benchmark_out="$out/details/ceilings.json" --benchmark_out_format=json
  step rates 130 python3 "$helper" rates --kbragg "$build/bin/kbragg" --work "$work/rates" \
    --ceilings "$out/details/ceilings.json" --json "$out/rates.json"
  helper_verdicts rates $?
}

check_cells() {
  step cells 120 python3 "$helper" cells --kbragg "$build/bin/kbragg" --work "$work/cells" \
    --reference "$reference" --reference-cuda "$reference_cuda" --json "$out/cells.json"
  helper_verdicts cells $?
}

check_parity() {
  local configs=("$root"/configs/*.yaml) status
  step parity 90 "$build/bin/kbragg" parity "${configs[@]}" --backends all --precisions all \
    --json "$out/parity.json" --png "$out/parity.png"
  status=$?
  case $status in
    0) verdict PASS parity "${#configs[@]} run files, $(last_line "$out/details/parity.log")" ;;
    3) verdict FAIL parity "beyond the bound: $(last_line "$out/details/parity.log")" ;;
    *) ended parity "$status" ;;
  esac
}

# One small series under one tool of compute-sanitizer; the name of its log tells which. Four images,
# so that both slots are taken twice and images are copied and set up beside the kernels of others.
sanitize() {
  local tool=$1 shape=$2 lookup=$3 precision=$4 pixels=$5 part=$6 log region=()
  log=$out/details/sanitizer/$tool-$shape-$lookup-$precision-$pixels-$part.log
  case $part in
    region) region=(--set 'detector.roi={fast: [2, 9], slow: [3, 8]}') ;;
    mask) region=(--set "detector.mask_file=$work/mask-$pixels.h5:/entry/instrument/detector/pixel_mask") ;;
  esac
  timeout 60 compute-sanitizer --tool "$tool" --error-exitcode 99 "$build/bin/kbragg" run \
    "$root/configs/noise.yaml" --backend cuda --set "run.precision=$precision" \
    --set "crystal.shape=$shape" --set "structure_factors.interpolation=$lookup" \
    --set 'crystal.mosaic.domains=3' --set "detector.pixels=[$pixels, $pixels]" \
    --set 'scan={oscillation: 1 deg, images: 4, steps: 2}' "${region[@]}" \
    --set "output.file=$log.h5" --set "output.preview.file=$log.png" >"$log" 2>&1
  local status=$?
  rm -f "$log.h5" "$log.png"
  ((status == 0)) || printf '%s (%s)\n' "$(basename "$log" .log)" "$status"
}

# Runs of sanitize: memcheck for every kernel, the other tools for a few. racecheck looks at shared
# memory, which the kernels do not use.
sanitizer_runs() {
  local shape lookup precision pixels
  # Few pixels share their steps among work items (src/kernels/step_split.hpp), many do not.
  for shape in square round gauss tophat; do for lookup in nearest tricubic tricubic_until_outside; do
    for precision in double mixed; do for pixels in 12 400; do
      echo "memcheck $shape $lookup $precision $pixels whole"
    done; done
  done; done
  for pixels in 12 400; do
    echo "memcheck square nearest double $pixels region"
    echo "memcheck square nearest mixed $pixels mask"
    echo "racecheck square nearest double $pixels whole"
    echo "initcheck square nearest double $pixels whole"
    echo "initcheck gauss tricubic mixed $pixels mask"
  done
}

check_sanitizer() {
  local pixels failed status
  command -v compute-sanitizer >/dev/null || PATH=$PATH:/usr/local/cuda/bin
  if ! command -v compute-sanitizer >/dev/null; then
    verdict 'NOT RUN' sanitizer "there is no compute-sanitizer" && return
  fi
  mkdir -p "$out/details/sanitizer"
  # The mask of a run: all pixels but those of its region.
  for pixels in 12 400; do
    if ! "$build/bin/kbragg" run "$root/configs/roi.yaml" --backend serial -o "$work/mask-$pixels.h5" \
      --set "detector.pixels=[$pixels, $pixels]" --set 'detector.roi={fast: [1, 10], slow: [2, 9]}' \
      --set "output.preview.file=$work/mask.png" >"$out/details/mask.log" 2>&1; then
      verdict FAIL sanitizer "no mask: $(last_line "$out/details/mask.log")" && return
    fi
  done
  export -f sanitize
  export out build root work
  sanitizer_runs >"$out/details/sanitizer/runs"
  step sanitizer 100 xargs -a "$out/details/sanitizer/runs" -P "$jobs" -L 1 bash -c 'sanitize "$@"' -
  status=$?
  failed=$(grep -v '^not started$' "$out/details/sanitizer.log" | paste -sd ' ')
  if [[ -n $failed ]]; then
    verdict FAIL sanitizer "ended with $status; not clean or not done: ${failed:0:300}"
  elif ((status == 0)); then
    verdict PASS sanitizer "$(cut -d ' ' -f 1 "$out/details/sanitizer/runs" | sort | uniq -c |
      awk '{ printf "%s%s runs of %s", (NR > 1 ? ", " : ""), $1, $2 }') are clean"
  else
    ended sanitizer "$status"
  fi
}

check_tests() {
  local status
  export OMP_WAIT_POLICY=passive OMP_PROC_BIND=false
  step tests 300 ctest --test-dir "$build" --output-on-failure --no-tests=error --timeout 120 \
    -j "$jobs"
  status=$?
  local counts failed
  counts=$(grep -h 'tests passed' "$out/details/tests.log")
  failed=$(grep -c '\*\*\*' "$out/details/tests.log")
  if ((status == 0)); then
    verdict PASS tests "$counts"
  elif ((failed > 0)); then
    verdict FAIL tests "${counts:-$failed failed before the time was over}"
  else
    ended tests "$status"
  fi
}

check() {
  [[ -n $out ]] || die "give --out DIR"
  [[ ! -e $out ]] || die "$out exists; give a new folder"
  [[ $mode == check || -f $archive ]] || die "there is no archive '$archive'"
  out=$(readlink -m "$out")
  mkdir -p "$out/details" || die "cannot make $out"
  work=$(mktemp -d) || die "no folder for temporary files"
  trap clean_up EXIT
  trap 'exit 130' INT TERM
  if [[ $mode == run ]]; then unpack; else build_here; fi
  SECONDS=0
  describe_machine
  # Times first, while nothing else is at work.
  local checks=(rates cells parity sanitizer tests) each
  if ! grep -q '^GPU [0-9]' "$out/machine.txt"; then
    for each in "${checks[@]}"; do verdict 'NOT RUN' "$each" "nvidia-smi finds no NVIDIA GPU"; done
  elif ! grep -q '^backends:.*cuda' "$out/machine.txt"; then
    for each in "${checks[@]}"; do
      verdict FAIL "$each" "kbragg has no backend cuda: $(grep -h '^backends:' "$out/machine.txt" ||
        last_line "$out/machine.txt")"
    done
  else
    for each in "${checks[@]}"; do "check_$each"; done
  fi
  printf '%s s; logs in %s/details\n' "$SECONDS" "${out##*/}" | tee -a "$out/summary.txt"
  ! grep -q '^FAIL' "$out/summary.txt" || exit 1
  ! grep -q '^NOT RUN' "$out/summary.txt" || exit 2
}

if [[ $mode == pack ]]; then pack; else check; fi
