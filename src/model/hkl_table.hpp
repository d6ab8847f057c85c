// SPDX-License-Identifier: BSD-3-Clause
// Structure factor amplitudes, as a list of reflections and as the dense lookup table.
#ifndef KBRAGG_MODEL_HKL_TABLE_HPP
#define KBRAGG_MODEL_HKL_TABLE_HPP

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace kbragg::model {

/// Cell edges in Angstrom and angles in degrees, as files of the field state them.
struct CellParameters {
  double a = 0, b = 0, c = 0, alpha = 90, beta = 90, gamma = 90;
};

struct Reflection {
  std::int32_t h = 0, k = 0, l = 0;
  double F = 0;  ///< amplitude, electrons
};

/// Reflections from a file or a generator, and what is known of their crystal.
struct ReflectionList {
  std::vector<Reflection> reflections;
  std::optional<CellParameters> cell;
  std::string space_group;  ///< Hermann-Mauguin symbol; empty: not stated
  std::string description;  ///< one line for the metadata, e.g. "MTZ column FP"
};

/// Limits of the indices h, k, l of reflections.
struct HklBox {
  static constexpr std::int64_t none = std::numeric_limits<std::int32_t>::max();
  std::array<std::int64_t, 3> low{none, none, none};
  std::array<std::int64_t, 3> high{-none - 1, -none - 1, -none - 1};

  void include(const Reflection& r) {
    const std::array<std::int64_t, 3> hkl{r.h, r.k, r.l};
    include({hkl, hkl});
  }
  void include(const HklBox& other) {
    for (std::size_t i = 0; i < 3; ++i) {
      low[i] = std::min(low[i], other.low[i]);
      high[i] = std::max(high[i], other.high[i]);
    }
  }
  bool contains(const Reflection& r) const {
    return r.h >= low[0] && r.h <= high[0] && r.k >= low[1] && r.k <= high[1] && r.l >= low[2] &&
           r.l <= high[2];
  }
  /// Entries of the table of this box, border included; it must hold a reflection.
  double table_entries() const {
    double entries = 1;
    for (std::size_t i = 0; i < 3; ++i) entries *= static_cast<double>(high[i] - low[i] + 3);
    return entries;
  }
};

/// The box around `reflections`.
HklBox box_of(const std::vector<Reflection>& reflections);

/// Entries that a table may have, border included: 16 GiB of them.
constexpr double most_table_entries = 2147483648.0;

/// Box of indices [low, high] with amplitudes, surrounded by a border of default_F one index
/// wide, so that an index clamped to [low - 1, high + 1] always finds its amplitude.
struct HklTable {
  std::array<std::int64_t, 3> low{0, 0, 0};   ///< smallest h, k, l of the box
  std::array<std::int64_t, 3> high{0, 0, 0};  ///< largest h, k, l of the box
  double default_F = 0;                       ///< outside the box, and where no reflection was
  std::vector<double> values;    ///< (high-low+3) per axis, h slowest, l fastest, border included
  std::int64_t reflections = 0;  ///< how many reflections were stored; 0: a constant F

  std::int64_t extent(int axis) const { return high[axis] - low[axis] + 3; }
  /// Position in `values`; indices must lie in [low - 1, high + 1].
  std::int64_t index(std::int64_t h, std::int64_t k, std::int64_t l) const {
    return ((h - low[0] + 1) * extent(1) + (k - low[1] + 1)) * extent(2) + (l - low[2] + 1);
  }
  /// Amplitude at any index, default_F outside the box.
  double at(std::int64_t h, std::int64_t k, std::int64_t l) const;
};

/// Makes a table from reflections one after the other; of repeated ones the last one counts.
class HklTableFiller {
 public:
  /// Throws kbragg::Error when the table would exceed 2^31 entries or the memory.
  HklTableFiller(const HklBox& box, double default_F);
  /// Throws kbragg::Error for a reflection outside the box.
  void add(const Reflection& r) {
    KBRAGG_REQUIRE(m_box.contains(r), "A reflection lies outside the table that was made for it.");
    const auto i = static_cast<std::size_t>(m_table.index(r.h, r.k, r.l));
    m_table.values[i] = r.F;
    m_table.reflections += m_filled[i] ? 0 : 1;
    m_filled[i] = true;
  }
  HklTable take() { return std::move(m_table); }

 private:
  HklBox m_box;
  HklTable m_table;
  std::vector<bool> m_filled;
};

/// Dense table of `list`; of repeated reflections the last one counts. Throws kbragg::Error when
/// the list is empty, an amplitude is not finite, or the box would exceed 2^31 entries.
HklTable make_hkl_table(const ReflectionList& list, double default_F);

/// The table of the box [low, high], low <= high, with default_F everywhere and no reflections yet:
/// for a reader that fills it. Throws kbragg::Error when it would exceed 2^31 entries.
HklTable blank_hkl_table(const std::array<std::int64_t, 3>& low,
                         const std::array<std::int64_t, 3>& high, double default_F);

/// A table in which every reflection has amplitude F.
HklTable constant_hkl_table(double F);

}  // namespace kbragg::model

#endif
