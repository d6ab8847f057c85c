// SPDX-License-Identifier: BSD-3-Clause
// The units that run files may use, each with its conversion to SI.
#include "config/quantity.hpp"

#include <numbers>

namespace kbragg::config {

namespace {

// Degrees per radian, rounded as simtbx rounds it (RTD), so that angles agree to the last bit.
constexpr double degrees_per_radian = 180.0 * (1.0 / std::numbers::pi);

constexpr UnitAlias all_aliases[] = {
    {"Å", "A"},
    {"\u212b", "A"},  // Angstrom sign, looks like Å
    {"angstrom", "A"},
    {"µm", "um"},       // micro sign
    {"\u03bcm", "um"},  // Greek mu
    {"/A", "1/A"},
    {"1/Å", "1/A"},
    {"/nm", "1/nm"},
    {"/m", "1/m"},
    {"Å^2", "A^2"},
    {"A²", "A^2"},
    {"Å²", "A^2"},
    {"°", "deg"},
    {"µrad", "urad"},
    {"\u03bcrad", "urad"},
    {"µs", "us"},
    {"\u03bcs", "us"},
    {"1/s", "photons/s"},
    {"/s", "photons/s"},
    {"1/m^2", "photons/m^2"},
    {"/m^2", "photons/m^2"},
    {"1/mm^2", "photons/mm^2"},
    {"/mm^2", "photons/mm^2"},
    {"1/um^2", "photons/um^2"},
    {"/um^2", "photons/um^2"},
    {"photons/µm^2", "photons/um^2"},
    {"photons/\u03bcm^2", "photons/um^2"},
};

const Unit* find_name(Dimension dimension, std::string_view name) {
  for (const Unit& unit : units_of(dimension))
    if (unit.name == name) return &unit;
  return nullptr;
}

}  // namespace

const std::vector<Unit>& units_of(Dimension dimension) {
  static const std::vector<Unit> length{{"mm", 1, 1e3}, {"um", 1e-6, 1}, {"nm", 1, 1e9},
                                        {"A", 1, 1e10}, {"cm", 1, 1e2},  {"m", 1, 1}};
  static const std::vector<Unit> reciprocal_length{
      {"1/A", 1e10, 1}, {"1/nm", 1e9, 1}, {"1/m", 1, 1}};
  static const std::vector<Unit> area{{"A^2", 1, 1e20}, {"nm^2", 1, 1e18}, {"m^2", 1, 1}};
  static const std::vector<Unit> angle{
      {"deg", 1, degrees_per_radian}, {"rad", 1, 1}, {"mrad", 1, 1e3}, {"urad", 1, 1e6}};
  static const std::vector<Unit> energy{{"keV", 1e3, 1}, {"eV", 1, 1}};
  static const std::vector<Unit> time{{"s", 1, 1},    {"ms", 1, 1e3},  {"us", 1, 1e6},
                                      {"ns", 1, 1e9}, {"ps", 1, 1e12}, {"fs", 1, 1e15}};
  static const std::vector<Unit> flux{{"photons/s", 1, 1}};
  static const std::vector<Unit> fluence{
      {"photons/m^2", 1, 1}, {"photons/mm^2", 1e6, 1}, {"photons/um^2", 1e12, 1}};
  static const std::vector<Unit> fraction{{"%", 1, 1e2}, {"1", 1, 1}};
  static const std::vector<Unit> amplitude{{"e", 1, 1}};
  static const std::vector<Unit> detector_position{
      {"mm", 1, 1e3}, {"um", 1e-6, 1}, {"m", 1, 1}, {"px", 1, 1}};
  switch (dimension) {
    case Dimension::length:
      return length;
    case Dimension::reciprocal_length:
      return reciprocal_length;
    case Dimension::area:
      return area;
    case Dimension::angle:
      return angle;
    case Dimension::energy:
      return energy;
    case Dimension::time:
      return time;
    case Dimension::flux:
      return flux;
    case Dimension::fluence:
      return fluence;
    case Dimension::fraction:
      return fraction;
    case Dimension::amplitude:
      return amplitude;
    case Dimension::detector_position:
      return detector_position;
  }
  return length;
}

std::vector<UnitAlias> aliases_of(Dimension dimension) {
  std::vector<UnitAlias> aliases;
  for (const UnitAlias& alias : all_aliases)
    if (find_name(dimension, alias.name) != nullptr) aliases.push_back(alias);
  return aliases;
}

const Unit* find_unit(Dimension dimension, std::string_view spelling) {
  if (const Unit* unit = find_name(dimension, spelling)) return unit;
  for (const UnitAlias& alias : all_aliases)
    if (alias.spelling == spelling) {
      if (const Unit* unit = find_name(dimension, alias.name)) return unit;
    }
  return nullptr;
}

std::string_view dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::length:
      return "length";
    case Dimension::reciprocal_length:
      return "reciprocal length";
    case Dimension::area:
      return "area";
    case Dimension::angle:
      return "angle";
    case Dimension::energy:
      return "energy";
    case Dimension::time:
      return "time";
    case Dimension::flux:
      return "flux";
    case Dimension::fluence:
      return "fluence";
    case Dimension::fraction:
      return "fraction";
    case Dimension::amplitude:
      return "amplitude";
    case Dimension::detector_position:
      return "detector position";
  }
  return "";
}

}  // namespace kbragg::config
