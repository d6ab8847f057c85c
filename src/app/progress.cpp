// SPDX-License-Identifier: BSD-3-Clause
#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace kbragg::app {

namespace {

constexpr double bar_interval = 0.1;  // seconds between updates of the bar
// Seconds until the first line in a log, and longest between two: each takes twice as long as the
// one before, so that a short run soon tells how long it takes and a long one fills no log.
constexpr double first_line = 2.0, line_interval = 64.0;

std::string time_left(double seconds) {
  if (!(seconds < 360000)) return "more than 100 h";
  const auto s = static_cast<long>(std::ceil(seconds));
  if (s >= 3600) return fmt::format("{} h {:02d} min", s / 3600, s / 60 % 60);
  if (s >= 60) return fmt::format("{} min {:02d} s", s / 60, s % 60);
  return fmt::format("{} s", s);
}

}  // namespace

ProgressStyle choose_progress(bool quiet) {
  if (quiet) return ProgressStyle::quiet;
  return isatty(STDERR_FILENO) != 0 ? ProgressStyle::bar : ProgressStyle::lines;
}

std::string with_prefix(double number) {
  const char* prefixes[] = {"", " k", " M", " G", " T", " P", " E"};
  int i = 0;
  while (number >= 999.5 && i < 6) {
    number /= 1000;
    ++i;
  }
  return fmt::format("{:.3g}{}", number, prefixes[i]);
}

Progress::Progress(ProgressStyle style, double total_steps, std::int64_t images)
    : m_style(style),
      m_total(total_steps > 0 ? total_steps : 1),
      m_images(images),
      m_interval(style == ProgressStyle::bar ? bar_interval : first_line) {}

std::string Progress::status(double done, double seconds, std::int64_t image) const {
  const double rate = done / seconds;
  std::string text = fmt::format("{:3.0f} %", std::floor(100 * done / m_total));
  if (m_images > 1) text += fmt::format("  image {}/{}", image + 1, m_images);
  text += fmt::format("  {} pixel-steps/s", with_prefix(rate));
  if (done > 0) text += fmt::format("  {} left", time_left((m_total - done) / rate));
  return text;
}

void Progress::update(double done, std::int64_t image) {
  if (m_style == ProgressStyle::quiet) return;
  const auto now = Clock::now();
  if (std::chrono::duration<double>(now - m_last).count() < m_interval) return;
  m_last = now;
  const double seconds = std::chrono::duration<double>(now - m_start).count();
  const std::string text = status(done, seconds, image);
  if (m_style == ProgressStyle::lines) {
    m_interval = std::min(2 * m_interval, line_interval);
    std::fputs((text + "\n").c_str(), stderr);
    return;
  }
  constexpr int width = 30;
  const int filled = static_cast<int>(width * done / m_total);
  std::string bar(static_cast<std::size_t>(filled), '#');
  bar.resize(width, '.');
  std::fputs(fmt::format("\r[{}] {}\x1b[K", bar, text).c_str(), stderr);
  std::fflush(stderr);
  m_shown = true;
}

void Progress::finish() {
  if (!m_shown) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  m_shown = false;
}

}  // namespace kbragg::app
