// SPDX-License-Identifier: BSD-3-Clause
// The files and lines that nanoBragg.c makes of a float image.
#ifndef KBRAGG_APP_CLASSIC_OUTPUTS_HPP
#define KBRAGG_APP_CLASSIC_OUTPUTS_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "app/load.hpp"
#include "classic/import.hpp"
#include "model/reference_noise.hpp"

namespace kbragg::app {

/// Writes the float image, the integer image, the grey map and the noise image of `image` (expected
/// photons, (slow, fast)) as far as `outputs` asks for them, prints what the reference prints of
/// them and returns the names of the files. `deviates` is the photon noise, empty without. Throws
/// kbragg::Error when a file cannot be written.
std::vector<std::string> write_classic_outputs(const LoadedRun& run,
                                               const classic::ClassicOutputs& outputs,
                                               const std::vector<float>& image,
                                               const std::vector<float>& deviates);

/// Prints the last evaluation of the pixels that -printout asks for, as far as they are computed.
void print_evaluations(const LoadedRun& run, const classic::ClassicOutputs& outputs,
                       const std::vector<float>& image);

}  // namespace kbragg::app

#endif
