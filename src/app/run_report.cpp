// SPDX-License-Identifier: BSD-3-Clause
#include "app/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/progress.hpp"

namespace kbragg::app {

namespace {

/// What the ranks did each for itself, as a row of numbers for the others; see add().
std::vector<double> numbers_of(const RunReport& report) {
  const InterpolationEnd end = report.interpolation_end.value_or(InterpolationEnd{-1, 0, 0});
  return {static_cast<double>(report.images),
          report.pixel_steps,
          report.simulate_seconds,
          report.waited_seconds,
          static_cast<double>(report.interpolation_fallbacks),
          report.total_photons,
          report.brightest_pixel,
          static_cast<double>(end.image),
          static_cast<double>(end.slow),
          static_cast<double>(end.fast)};
}

void add(RunReport& sum, const std::vector<double>& numbers) {
  const auto whole = [&](std::size_t i) { return static_cast<std::int64_t>(numbers[i]); };
  sum.images += whole(0);
  sum.pixel_steps += numbers[1];
  sum.simulate_seconds = std::max(sum.simulate_seconds, numbers[2]);
  sum.waited_seconds = std::max(sum.waited_seconds, numbers[3]);
  sum.interpolation_fallbacks += whole(4);
  sum.total_photons += numbers[5];
  sum.brightest_pixel = std::max(sum.brightest_pixel, numbers[6]);
  const InterpolationEnd end{whole(7), whole(8), whole(9)};
  if (end.image >= 0 && (!sum.interpolation_end || end.image < sum.interpolation_end->image))
    sum.interpolation_end = end;
}

void print_totals(const RunReport& report, int ranks) {
  const double rate = report.pixel_steps / report.simulate_seconds;
  const std::string of_ranks = ranks == 1 ? "" : fmt::format("{} ranks with ", ranks);
  if (report.pixel_steps > 0)
    fmt::print("{} pixel-steps in {:.2f} s on {} ({}{} thread{}, {} precision): {} pixel-steps/s\n",
               with_prefix(report.pixel_steps), report.simulate_seconds, report.backend, of_ranks,
               report.concurrency, report.concurrency == 1 ? "" : "s", report.precision,
               with_prefix(rate));
  fmt::print("expected photons: {:.6g} in all, {:.6g} in the brightest pixel\n",
             report.total_photons, report.brightest_pixel);
  if (report.interpolation_fallbacks > 0)
    fmt::print(
        "interpolation: {} evaluations used the nearest reflection, because their 64 "
        "neighbours are not all in the table\n",
        report.interpolation_fallbacks);
  if (report.interpolation_end) fmt::print("{}\n", describe(*report.interpolation_end));
}

void print_sharing(const std::vector<std::vector<double>>& shares, const RunReport& report) {
  const auto [fewest, most] =
      std::minmax_element(shares.begin(), shares.end(),
                          [](const auto& x, const auto& y) { return x.front() < y.front(); });
  fmt::print("{} images, {} to {} by each rank; the first to finish waited {:.2f} s for the last\n",
             report.images, fewest->front(), most->front(), report.waited_seconds);
}

}  // namespace

void print_report(RankGroup& group, const RunReport& report, bool quiet) {
  RunReport sum;
  sum.backend = report.backend;
  sum.concurrency = report.concurrency;
  sum.precision = report.precision;
  const std::vector<std::vector<double>> shares = group.gather(numbers_of(report));
  for (const std::vector<double>& numbers : shares) add(sum, numbers);
  if (quiet || !group.is_first()) return;
  print_totals(sum, group.place().ranks);
  if (!group.is_alone()) print_sharing(shares, sum);
  for (const std::string& file : report.files) fmt::print("wrote {}\n", file);
  if (!group.is_alone()) fmt::print("kbragg merge joins this file and those of the other ranks\n");
}

}  // namespace kbragg::app
