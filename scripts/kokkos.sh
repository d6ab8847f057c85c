# SPDX-License-Identifier: BSD-3-Clause
# Finds or builds Kokkos and Kokkos Kernels; sourced by scripts/setup, which sets cache and jobs.
# shellcheck shell=bash disable=SC2034,SC2154

# Raise it when the options below change, so that older builds are not taken for this one.
recipe=1

found_kokkos=$root/build/probe/kokkos_dir

# A Kokkos that CMake finds by itself counts if it has OpenMP, its Kokkos Kernels has the same
# version, and a C++20 program links with both.
cmake_finds_kokkos() {
  local probe=$root/build/probe
  rm -rf "$probe"
  mkdir -p "$probe"
  cat >"$probe/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.21)
project(probe CXX)
find_package(Kokkos 3.4 CONFIG REQUIRED)
find_package(KokkosKernels CONFIG REQUIRED)
if(NOT "OPENMP" IN_LIST Kokkos_DEVICES)
  message(FATAL_ERROR "Kokkos has no OpenMP")
endif()
string(REGEX MATCH "^[0-9]+\\.[0-9]+" core "${Kokkos_VERSION}")
string(REGEX MATCH "^[0-9]+\\.[0-9]+" kernels "${KokkosKernels_VERSION}")
if(NOT core STREQUAL kernels)
  message(FATAL_ERROR "Kokkos ${Kokkos_VERSION}, Kokkos Kernels ${KokkosKernels_VERSION}")
endif()
file(WRITE "${CMAKE_BINARY_DIR}/../kokkos_dir" "${Kokkos_VERSION} in ${Kokkos_DIR}")
add_executable(probe probe.cpp)
target_compile_features(probe PRIVATE cxx_std_20)
target_link_libraries(probe PRIVATE Kokkos::kokkos Kokkos::kokkoskernels)
END
  cat >"$probe/probe.cpp" <<'END'
#include <KokkosBlas1_dot.hpp>
#include <Kokkos_Core.hpp>
int main(int argc, char** argv) {
  Kokkos::ScopeGuard guard(argc, argv);
  Kokkos::View<double*, Kokkos::OpenMP> x("x", 3);
  return KokkosBlas::dot(x, x) == 0 ? 0 : 1;
}
END
  silent cmake -G Ninja -S "$probe" -B "$probe/build" && silent cmake --build "$probe/build"
}

# Compiler, processor and system of a build; two machines that share a cache folder may differ.
compiler_tag() {
  local compiler=${CXX:-c++} name
  name=gcc
  "$compiler" --version | grep -qi clang && name=clang
  printf '%s%s' "$name" "$("$compiler" -dumpfullversion -dumpversion)"
}

native_flag() {
  if "${CXX:-c++}" -march=native -E -x c++ /dev/null >/dev/null 2>&1; then
    printf '%s' -march=native
  fi
}

platform_hash() {
  local compiler=${CXX:-c++} flag
  flag=$(native_flag)
  {
    printf '%s\n' "$recipe"
    grep -E '^(ID|VERSION_ID)=' /etc/os-release || true
    "$compiler" ${flag:+"$flag"} -E -dM -x c++ /dev/null
  } 2>/dev/null | sha256sum | cut -c1-8
}

is_complete() {
  [[ -e $1/lib/cmake/Kokkos/KokkosConfig.cmake ]] &&
    [[ -e $1/lib/cmake/KokkosKernels/KokkosKernelsConfig.cmake ]]
}

prefix_name() { printf 'kokkos-%s-serial-openmp-%s-%s' "$1" "$(compiler_tag)" "$(platform_hash)"; }

# The newest Kokkos in the cache that was built for this machine, or nothing.
cached_prefix() {
  local prefix
  while read -r prefix; do
    if is_complete "$prefix"; then
      printf '%s\n' "$prefix"
      return
    fi
  done < <(compgen -G "$cache/$(prefix_name '*')" | sort -rV)
}

# Source lists made from those of the system, in a folder of our own.
write_source_lists() {
  local file etc
  etc=$(apt-config shell dir Dir::Etc/d | sed "s/^dir='\(.*\)'$/\1/")
  for file in "$etc"sources.list "$etc"sources.list.d/*.list "$etc"sources.list.d/*.sources; do
    [[ -r $file ]] || continue
    case $file in
      *.sources) sed -E 's/^Types:.*/Types: deb-src/I' "$file" ;;
      *) sed -nE '/cdrom:/d; s/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" ;;
    esac >"$1/${file##*/}"
  done
}

no_source="install Kokkos 3.4 or newer with OpenMP and the Kokkos Kernels of the same version"
no_source+=" (for example with Spack, see spack.yaml) and set CMAKE_PREFIX_PATH to them."

# Leaves kokkos and kokkos-kernels in the folder $1.
fetch_source() {
  local work=$1 apt
  command -v apt-get >/dev/null || die "no Kokkos was found: $no_source"
  mkdir -p "$work"/apt/{lists/partial,archives/partial,parts}
  write_source_lists "$work/apt/parts"
  apt=(
    apt-get -q
    -o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$work/apt/parts"
    -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt"
    -o "APT::Sandbox::User=$(id -un)"
  )
  say "fetching the source package trilinos, which holds Kokkos and Kokkos Kernels"
  # One list that fails may be one that is not needed.
  silent "${apt[@]}" update || true
  (cd "$work" && silent "${apt[@]}" source --download-only --tar-only trilinos) ||
    die "no Kokkos was found and its source cannot be fetched (is there a network?): $no_source"
  silent tar -xf "$(compgen -G "$work/trilinos_*.orig.tar.*" | head -n 1)" -C "$work" \
    --strip-components=2 --wildcards '*/packages/kokkos' '*/packages/kokkos-kernels' ||
    die "the source package trilinos holds no Kokkos: $no_source"
  rm -f "$work"/trilinos_*
  # Kokkos 3 uses the fixed-width integers without their header, which GCC 13 and newer refuse.
  sed -i '0,/^#define KOKKOS_MACROS_HPP/s//&\n#include <cstdint>/' \
    "$work/kokkos/core/src/Kokkos_Macros.hpp"
}

source_version() {
  sed -nE 's/^ *set *\( *Kokkos_VERSION_(MAJOR|MINOR|PATCH) +0*([0-9]+).*/\2/Ip' \
    "$1/kokkos/CMakeLists.txt" | head -n 3 | paste -sd.
}

build_and_install() {
  local source=$1 build=$1-build
  shift
  logged cmake -G Ninja -S "$source" -B "$build" "$@" && logged cmake --build "$build" -j "$jobs" &&
    logged cmake --install "$build"
}

# Everything happens in a temporary folder of the cache; the last step is a rename, so that a
# prefix under its final name is always complete.
build_kokkos() {
  local prefix version standard=17 common
  mkdir -p "$cache" 2>/dev/null || die "cannot write in $cache; set KBRAGG_CACHE to a folder that you own."
  exec 8>"$cache/.lock"
  lock 8
  [[ -z $(cached_prefix) ]] || return 0
  rm -rf "$cache"/.build.*
  work=$(mktemp -d "$cache/.build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  fetch_source "$work"
  version=$(source_version "$work")
  prefix=$cache/$(prefix_name "$version")
  [[ $version != [5-9].* ]] || standard=20
  say "building Kokkos and Kokkos Kernels $version (a minute or two)"
  common=(
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS="$(native_flag)"
    -DCMAKE_CXX_STANDARD="$standard" -DCMAKE_CXX_EXTENSIONS=OFF
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_SHARED_LIBS=OFF
    -DCMAKE_INSTALL_PREFIX="$work/prefix" -DCMAKE_INSTALL_LIBDIR=lib
    -DCMAKE_PREFIX_PATH="$work/prefix"
  )
  build_and_install "$work/kokkos" "${common[@]}" \
    -DKokkos_ENABLE_SERIAL=ON -DKokkos_ENABLE_OPENMP=ON \
    -DKokkos_ENABLE_TESTS=OFF -DKokkos_ENABLE_EXAMPLES=OFF ||
    die "Kokkos $version does not build with $(compiler_tag); the output is in ${log#"$root"/}."
  # Compiled beforehand: BLAS in double for contiguous vectors. All else (float, LayoutRight) is
  # compiled from the headers where it is used, which keeps this build short.
  build_and_install "$work/kokkos-kernels" "${common[@]}" \
    -DKokkos_DIR="$work/prefix/lib/cmake/Kokkos" \
    -DKokkosKernels_ENABLE_TESTS=OFF -DKokkosKernels_ENABLE_EXAMPLES=OFF \
    -DKokkosKernels_ENABLE_PERFTESTS=OFF \
    -DKokkosKernels_ENABLED_COMPONENTS=BLAS -DKokkosKernels_ENABLE_ALL_COMPONENTS=OFF \
    -DKokkosKernels_ENABLE_COMPONENT_BLAS=ON -DKokkosKernels_ENABLE_COMPONENT_BATCHED=ON \
    -DKokkosKernels_INST_DOUBLE=ON -DKokkosKernels_INST_LAYOUTLEFT=ON \
    -DKokkosKernels_INST_ORDINAL_INT=ON -DKokkosKernels_INST_OFFSET_INT=ON \
    -DKokkosKernels_ENABLE_TPL_BLAS=OFF -DKokkosKernels_ENABLE_TPL_LAPACK=OFF ||
    die "Kokkos Kernels $version does not build with $(compiler_tag);" \
      "the output is in ${log#"$root"/}."
  grep -rlF "$work/prefix" "$work/prefix/lib/cmake" | xargs -r sed -i "s|$work/prefix|$prefix|g"
  rm -rf "$prefix"
  mv "$work/prefix" "$prefix"
  rm -rf "$work"
  exec 8>&-
}
