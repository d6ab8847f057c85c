// SPDX-License-Identifier: BSD-3-Clause
// The files and lines that nanoBragg.c makes of a float image.
#ifndef KBRAGG_APP_CLASSIC_OUTPUTS_HPP
#define KBRAGG_APP_CLASSIC_OUTPUTS_HPP

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/load.hpp"
#include "app/single_driver.hpp"
#include "classic/import.hpp"
#include "io/atomic_file.hpp"
#include "model/reference_images.hpp"

namespace kbragg::app {

/// The output files of a classic command line: all appear together or none. The name /dev/null
/// stands for a file that is not wanted.
class ClassicFiles {
 public:
  /// Opens them, so that a name that cannot be written fails before anything is simulated. Throws
  /// kbragg::Error. The run must outlive the object.
  ClassicFiles(const LoadedRun& run, const classic::ClassicOutputs& outputs);

  // The steps of SingleImageUse; each throws kbragg::Error, e.g. for a full disk.
  /// Stores the float image and gathers its statistics.
  void add_rows(const model::ImageRows& photons);
  /// Fills the files with the pictures and counts made of the image, and prints what the reference
  /// prints of it. Throws for pixels that are not finite.
  void add_image(const SingleImage& image);
  void add_deviates(const model::ImageRows& deviates);
  /// Writes what is left, the structure factors, and brings all files to disk.
  void end();
  /// Gives the files their names and returns these.
  std::vector<std::string> commit();

 private:
  using File = std::unique_ptr<io::AtomicFile>;  // empty: not wanted
  static File open(const std::optional<std::string>& name);

  void write_integers(const float* photons, double scale);
  void write_grey_map(const float* photons, double scale);

  const model::Scene& m_scene;
  const classic::ClassicOutputs& m_outputs;
  model::ReferenceStatisticsBuilder m_statistics;
  model::ReferenceNoiseTotals m_noise_totals;
  File m_float, m_int, m_pgm, m_noise, m_dump;
};

/// Prints the last evaluation of the pixels that -printout asks for, as far as they are computed.
void print_evaluations(const LoadedRun& run, const classic::ClassicOutputs& outputs,
                       const SingleImage& image);

}  // namespace kbragg::app

#endif
