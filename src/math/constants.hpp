// SPDX-License-Identifier: BSD-3-Clause
// Physical and mathematical constants, SI units.
#ifndef KBRAGG_MATH_CONSTANTS_HPP
#define KBRAGG_MATH_CONSTANTS_HPP

#include <cstdint>

namespace kbragg::constants {

inline constexpr double pi = 3.14159265358979323846;
/// Degrees per radian, in the form in which the reference program divides by it.
inline constexpr double degrees_per_radian = 180.0 * (1.0 / pi);
/// Square of the classical electron radius, m^2.
inline constexpr double electron_radius_squared = 7.94079248018965e-30;
/// Fluence for which electron_radius_squared * fluence is 1, photons/m^2.
inline constexpr double unit_fluence = 125932015286227086360700780544.0;
/// 1/mol.
inline constexpr double avogadro = 6.02214179e23;
/// Photon energy (eV) times wavelength (A).
inline constexpr double energy_wavelength = 12398.42;

/// The largest photon count that is stored: NXmx readers take the two 32-bit codes above for flags.
/// It is also the saturation value of files that state none, so a clipped pixel reads as saturated.
inline constexpr std::int64_t highest_count = 2147483645;

}  // namespace kbragg::constants

#endif
