// SPDX-License-Identifier: BSD-3-Clause
#include "model/hkl_table.hpp"

#include <cmath>
#include <new>

#include "model/check_amplitudes.hpp"

namespace kbragg::model {

namespace {

std::string indices_of(const Reflection& r) {
  return std::to_string(r.h) + " " + std::to_string(r.k) + " " + std::to_string(r.l);
}

// Number of entries of the box and its border; throws when it is beyond 2^31.
std::size_t count_entries(const HklTable& table) {
  const double entries = static_cast<double>(table.extent(0)) *
                         static_cast<double>(table.extent(1)) *
                         static_cast<double>(table.extent(2));
  if (entries <= most_table_entries) return static_cast<std::size_t>(entries);
  std::string range;
  for (std::size_t i = 0; i < 3; ++i) {
    range += std::string(i ? ", " : "") + "hkl"[i] + " from " + std::to_string(table.low[i]) +
             " to " + std::to_string(table.high[i]);
  }
  fail("The reflections span " + range +
       ": a table of this range would have more than 2^31 entries.");
}

void allocate(HklTable& table, double fill) {
  const std::size_t entries = count_entries(table);
  try {
    table.values.assign(entries, fill);
  } catch (const std::bad_alloc&) {
    fail("There is not enough memory for a structure factor table of " + std::to_string(entries) +
         " entries.");
  }
}

}  // namespace

double HklTable::at(std::int64_t h, std::int64_t k, std::int64_t l) const {
  const std::array<std::int64_t, 3> hkl{h, k, l};
  for (std::size_t i = 0; i < 3; ++i) {
    if (hkl[i] < low[i] || hkl[i] > high[i]) return default_F;
  }
  return values[static_cast<std::size_t>(index(h, k, l))];
}

HklBox box_of(const std::vector<Reflection>& reflections) {
  HklBox box;
  for (const Reflection& r : reflections) box.include(r);
  return box;
}

HklTableFiller::HklTableFiller(const HklBox& box, double default_F)
    : m_box(box),
      m_table(blank_hkl_table(box.low, box.high, default_F)),
      m_filled(m_table.values.size()) {}

void check_amplitudes(const ReflectionList& list, double default_F) {
  KBRAGG_REQUIRE(std::isfinite(default_F), "default_F is not a finite number.");
  KBRAGG_REQUIRE(!list.reflections.empty(), "There is no reflection to make a table of.");
  for (const Reflection& r : list.reflections) {
    KBRAGG_REQUIRE(std::isfinite(r.F),
                   "The amplitude of the reflection " + indices_of(r) + " is not a finite number.");
  }
}

HklTable make_hkl_table(const ReflectionList& list, double default_F) {
  check_amplitudes(list, default_F);
  HklTableFiller filler(box_of(list.reflections), default_F);
  for (const Reflection& r : list.reflections) filler.add(r);
  return filler.take();
}

HklTable blank_hkl_table(const std::array<std::int64_t, 3>& low,
                         const std::array<std::int64_t, 3>& high, double default_F) {
  KBRAGG_REQUIRE(std::isfinite(default_F), "default_F is not a finite number.");
  HklTable table;
  table.low = low;
  table.high = high;
  table.default_F = default_F;
  allocate(table, default_F);
  return table;
}

HklTable constant_hkl_table(double F) {
  KBRAGG_REQUIRE(std::isfinite(F), "The constant structure factor is not a finite number.");
  HklTable table;
  table.default_F = F;
  table.values.assign(27, F);
  return table;
}

}  // namespace kbragg::model
