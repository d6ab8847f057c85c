// SPDX-License-Identifier: BSD-3-Clause
// Values with a dimension, as the user wrote them: a number and a unit name.
#ifndef KBRAGG_CONFIG_QUANTITY_HPP
#define KBRAGG_CONFIG_QUANTITY_HPP

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbragg::config {

/// What a quantity measures; decides which units are accepted.
enum class Dimension {
  length,             ///< mm, um, nm, A, cm, m           -> m
  reciprocal_length,  ///< 1/A, 1/nm, 1/m                 -> 1/m
  area,               ///< A^2, nm^2, m^2                 -> m^2 (B factors)
  angle,              ///< deg, rad, mrad, urad           -> rad
  energy,             ///< eV, keV                        -> eV
  time,               ///< s, ms, us, ns, ps, fs          -> s
  flux,               ///< photons/s                      -> 1/s
  fluence,            ///< photons/m^2, /mm^2, /um^2      -> 1/m^2
  fraction,           ///< %, 1 (as in "0.2 %")           -> 1
  amplitude,          ///< e (electrons)                  -> e
  detector_position,  ///< mm, um, m or px                -> m, or pixels when the unit is px
};

struct Unit {
  std::string_view name;
  double factor;   ///< SI value = value * factor / divisor; one of the two is 1, so that
  double divisor;  ///< "0.1 mm" is exactly 0.1 / 1000 and "1 A" exactly 1 / 1e10
};

/// Another spelling of a unit, such as "µm" for "um".
struct UnitAlias {
  std::string_view spelling;
  std::string_view name;
};

/// Units accepted for a dimension; the first one is used in messages and documents.
const std::vector<Unit>& units_of(Dimension dimension);

/// Other spellings of the units of a dimension.
std::vector<UnitAlias> aliases_of(Dimension dimension);

/// The unit with this name or other spelling, or nullptr.
const Unit* find_unit(Dimension dimension, std::string_view spelling);

/// "length", "flux": what a quantity of this dimension is called in messages.
std::string_view dimension_name(Dimension dimension);

/// A number and its unit as written (in the spelling of units_of), so that it can be written out
/// again unchanged. An empty unit means SI.
template <Dimension D>
struct Quantity {
  static constexpr Dimension dimension = D;
  double value = 0;
  std::string unit;

  /// The value in the SI unit of the dimension (see Dimension).
  double si() const {
    const Unit* u = find_unit(D, unit);
    return u == nullptr ? value : value * u->factor / u->divisor;
  }
  bool operator==(const Quantity&) const = default;
};

using Length = Quantity<Dimension::length>;
using ReciprocalLength = Quantity<Dimension::reciprocal_length>;
using Area = Quantity<Dimension::area>;
using Angle = Quantity<Dimension::angle>;
using Energy = Quantity<Dimension::energy>;
using Time = Quantity<Dimension::time>;
using Flux = Quantity<Dimension::flux>;
using Fluence = Quantity<Dimension::fluence>;
using Fraction = Quantity<Dimension::fraction>;
using Amplitude = Quantity<Dimension::amplitude>;
using DetectorPosition = Quantity<Dimension::detector_position>;

/// A value that the program may choose: the word `auto`, or an explicit value.
template <class T>
struct AutoOr {
  std::optional<T> value;  ///< empty: auto
  bool operator==(const AutoOr&) const = default;
};

}  // namespace kbragg::config

#endif
