// SPDX-License-Identifier: BSD-3-Clause
// What an earlier run has left of the output file.
#ifndef KBRAGG_APP_RESUME_HPP
#define KBRAGG_APP_RESUME_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "app/image_dealer.hpp"
#include "app/load.hpp"
#include "io/stored_run.hpp"

namespace kbragg::app {

/// Those images of a range that are not stored yet, in their order.
class RemainingDealer final : public ImageDealer {
 public:
  RemainingDealer(const ImageRange& images, std::vector<std::int64_t> stored);
  std::optional<std::int64_t> next() override;

 private:
  RangeDealer m_all;
  std::vector<std::int64_t> m_stored;  // sorted
};

/// Opens the output file of a run; with `resume` what an earlier run has stored of it is kept.
/// Throws kbragg::Error when there is such a thing without `resume`, when it is of another
/// configuration (naming the key and both values; threads, output file and preview may differ), of
/// another version of the program or of other structure factors, and as io::open_run_file().
io::OpenedRun open_output(const LoadedRun& run, bool resume);

/// Whether the output file of this very run is there with all its images; what an earlier process
/// could only just not give its name gets it now.
bool is_complete(const LoadedRun& run);

/// "12 of 50 images are stored in out.h5.partial; ...": how to go on.
std::string advice(const LoadedRun& run, std::int64_t stored, const std::string& partial);

}  // namespace kbragg::app

#endif
