# SPDX-License-Identifier: BSD-3-Clause
from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *


class Gemmi(CMakePackage):
    """Library for structural biology: crystallographic files, symmetry, electron density.

    kbragg uses its headers alone, which is possible up to 0.5: later versions have a library."""

    homepage = "https://gemmi.readthedocs.io"
    git = "https://github.com/project-gemmi/gemmi.git"

    license("MPL-2.0")

    version("0.5.7", tag="v0.5.7", commit="6830e4c1e80ae6cf2a48366ced2c0d196dd18f23")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.15:", type="build")
    depends_on("zlib-api")

    def cmake_args(self):
        return [self.define("USE_PYTHON", False), self.define("USE_FORTRAN", False)]
