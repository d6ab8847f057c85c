# SPDX-License-Identifier: BSD-3-Clause
import pathlib

from spack_repo.builtin.build_systems.cmake import CMakePackage
from spack_repo.builtin.build_systems.cuda import CudaPackage

from spack.package import *

# The recipe lies in the sources it builds: scripts/spack/spack_repo/kbragg/packages/kbragg/.
SOURCES = pathlib.Path(__file__).resolve().parents[6]


class Kbragg(CMakePackage, CudaPackage):
    """Performance-portable simulator of X-ray diffraction images from crystals."""

    git = SOURCES.as_uri()

    license("BSD-3-Clause")

    version("main", branch="main")

    variant("openmp", default=True, description="OpenMP backend")
    variant("mpi", default=False, description="Share the images of a run among MPI ranks")
    # cuda and cuda_arch come with CudaPackage.

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.21:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    generator("ninja")

    depends_on("mpi", when="+mpi")
    depends_on("kokkos@3.4: +serial")
    depends_on("kokkos-kernels@3.4: +serial")
    # What a Kokkos has, a program of it has: `kbragg info` must not list more than was asked for.
    for backend in ("openmp", "cuda"):
        for state in ("+", "~"):
            depends_on(f"kokkos {state}{backend}", when=f"{state}{backend}")
            depends_on(f"kokkos-kernels {state}{backend}", when=f"{state}{backend}")
    for arch in CudaPackage.cuda_arch_values:
        depends_on(f"kokkos +wrapper cuda_arch={arch}", when=f"+cuda cuda_arch={arch}")
        depends_on(f"kokkos-kernels cuda_arch={arch}", when=f"+cuda cuda_arch={arch}")
    conflicts("cuda_arch=none", when="+cuda", msg="name the GPU, for example cuda_arch=90 (H100)")
    conflicts("%gcc@:11")
    conflicts("%clang@:13")

    # Each rank writes a file of its own: HDF5 needs no MPI.
    depends_on("hdf5@1.10.3: ~mpi")
    depends_on("yaml-cpp")
    depends_on("cli11")
    depends_on("fmt")
    depends_on("nlohmann-json@3.2:")
    depends_on("libpng")
    depends_on("openssl")
    depends_on("zlib-api")
    depends_on("gemmi")
    depends_on("googletest", type="test")

    def cmake_args(self):
        # Kokkos' launcher hands the sources that use Kokkos to nvcc; the compiler stays the host's.
        return [
            self.define_from_variant("KBRAGG_ENABLE_MPI", "mpi"),
            self.define("KBRAGG_ENABLE_TESTS", self.run_tests),
        ]

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_install(self):
        Executable(self.prefix.bin.kbragg)("info")
