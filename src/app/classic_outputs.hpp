// SPDX-License-Identifier: BSD-3-Clause
// The files and lines that nanoBragg.c makes of a float image.
#ifndef KBRAGG_APP_CLASSIC_OUTPUTS_HPP
#define KBRAGG_APP_CLASSIC_OUTPUTS_HPP

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/load.hpp"
#include "app/run_driver.hpp"
#include "classic/import.hpp"
#include "io/atomic_file.hpp"

namespace kbragg::app {

/// The output files of a classic command line: all appear together or none. The name /dev/null
/// stands for a file that is not wanted.
class ClassicFiles {
 public:
  /// Opens them, so that a name that cannot be written fails before anything is simulated. Throws
  /// kbragg::Error.
  explicit ClassicFiles(const classic::ClassicOutputs& outputs);

  /// Fills the files with the image, the pictures and counts made of it and the structure factors,
  /// and prints what the reference prints of them. Throws kbragg::Error for pixels that are not
  /// finite and for a full disk.
  void write(const LoadedRun& run, const SingleImage& image);
  /// Gives the files their names and returns these.
  std::vector<std::string> commit();

 private:
  using File = std::unique_ptr<io::AtomicFile>;  // empty: not wanted
  static File open(const std::optional<std::string>& name);

  const classic::ClassicOutputs& m_outputs;
  File m_float, m_int, m_pgm, m_noise, m_dump;
};

/// Prints the last evaluation of the pixels that -printout asks for, as far as they are computed.
void print_evaluations(const LoadedRun& run, const classic::ClassicOutputs& outputs,
                       const SingleImage& image);

}  // namespace kbragg::app

#endif
