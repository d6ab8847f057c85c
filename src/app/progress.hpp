// SPDX-License-Identifier: BSD-3-Clause
// Tells how far a run is: a bar on a terminal, now and then a line in a log.
#ifndef KBRAGG_APP_PROGRESS_HPP
#define KBRAGG_APP_PROGRESS_HPP

#include <chrono>
#include <cstdint>
#include <string>

namespace kbragg::app {

enum class ProgressStyle { quiet, lines, bar };

/// bar when stderr is a terminal, else lines; quiet when asked.
ProgressStyle choose_progress(bool quiet);

/// "1.23e+09" style numbers with SI prefix: 1.23 G.
std::string with_prefix(double number);

class Progress {
 public:
  Progress(ProgressStyle style, double total_steps, std::int64_t images);
  ~Progress() { finish(); }  // also before the sentence about an error
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` pixel-steps are finished, image `image` is under way.
  void update(double done, std::int64_t image);
  /// The end: clears the bar.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::string status(double done, double seconds, std::int64_t image) const;

  ProgressStyle m_style;
  double m_total;
  std::int64_t m_images;
  Clock::time_point m_start = Clock::now(), m_last = m_start;
  double m_interval;  // seconds until the next message
  bool m_shown = false;
};

}  // namespace kbragg::app

#endif
