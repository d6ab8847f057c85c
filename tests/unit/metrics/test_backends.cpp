// SPDX-License-Identifier: BSD-3-Clause
// Every backend gives the same numbers, and what it launches and allocates bears a label.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/error.hpp"
#include "compat/kokkos.hpp"
#include "pictures.hpp"
#include "support/near.hpp"

namespace kbragg::metrics {
namespace {

void expect_same(const Metric& x, const Metric& y) {
  ASSERT_EQ(x.value.has_value(), y.value.has_value());
  EXPECT_EQ(x.reason, y.reason);
  if (x.value) {
    EXPECT_TRUE(test::close(*x.value, *y.value, 1e-12));
  }
}

TEST(Backends, GiveTheSameNumbers) {
  const Image a = spots(257, 190);
  for (const double size : {0.0, 1e-7, 0.3}) {
    const Image b = disturbed(a, size);
    const Comparison expected = compare("serial", pair_of(a, b));
    for (const std::string& backend : kernels::backend_names()) {
      SCOPED_TRACE(backend);
      const Comparison c = compare(backend, pair_of(a, b));
      EXPECT_EQ(c.n_pixels, expected.n_pixels);
      EXPECT_EQ(c.identical, expected.identical);
      expect_same(c.correlation, expected.correlation);
      expect_same(c.log_correlation, expected.log_correlation);
      expect_same(c.mse, expected.mse);
      expect_same(c.rmse, expected.rmse);
      expect_same(c.sum_a, expected.sum_a);
      expect_same(c.sum_b, expected.sum_b);
      expect_same(c.sum_ratio, expected.sum_ratio);
      for (std::size_t i = 0; i < c.tiles.size(); ++i) {
        expect_same(c.tiles[i].sum_ratio, expected.tiles[i].sum_ratio);
        expect_same(c.tiles[i].correlation, expected.tiles[i].correlation);
      }
    }
  }
}

/// Also when there is nothing to sum up.
TEST(Backends, AnUnknownOneIsRefused) {
  const Image a = spots(8, 8);
  for (const std::optional<Region>& region : {std::optional<Region>(), std::optional(Region{})}) {
    try {
      compare("abacus", pair_of(a, a), region);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("'abacus', it has: "), std::string::npos)
          << error.what();
    }
  }
}

// Callbacks of Kokkos take no context, so what they see must be kept here.
std::set<std::string>& labels() {
  static std::set<std::string> seen;
  return seen;
}

void see_kernel(const char* name, std::uint32_t, std::uint64_t*) { labels().insert(name); }
void see_region(const char* name) { labels().insert(name); }

TEST(Backends, LabelWhatTheyDo) {
  namespace tools = Kokkos::Tools::Experimental;
  const auto before = tools::get_callbacks();
  tools::set_begin_parallel_for_callback(see_kernel);
  tools::set_begin_parallel_reduce_callback(see_kernel);
  tools::set_push_region_callback(see_region);
  tools::set_allocate_data_callback([](Kokkos::Profiling::SpaceHandle, const char* name,
                                       const void*, std::uint64_t) { labels().insert(name); });
  const Image a = spots(16, 16), b = disturbed(a, 0.1);
  for (const std::string& backend : kernels::backend_names()) compare(backend, pair_of(a, b));
  tools::set_callbacks(before);

  for (const std::string& label : labels())
    EXPECT_TRUE(label.starts_with("kbragg::metrics::") || label.starts_with("Kokkos"))
        << label;  // its own copies, and those of Kokkos Kernels
  for (const char* expected : {"kbragg::metrics::pair_sums", "kbragg::metrics::a",
                               "kbragg::metrics::b", "kbragg::metrics::subtract_mean"})
    EXPECT_EQ(labels().count(expected), 1u) << expected;
  bool sums = false;
  for (const std::string& label : labels()) sums = sums || label.starts_with("KokkosBlas::");
  EXPECT_TRUE(sums) << "the sums do not run through Kokkos Kernels";
}

}  // namespace
}  // namespace kbragg::metrics
