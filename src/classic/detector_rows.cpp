// SPDX-License-Identifier: BSD-3-Clause
// Flags of the detector.
#include "classic/flag_table.hpp"

namespace kbragg::classic {

namespace {

using config::Convention;
using config::Pivot;
using enum Match;

template <Convention Name, Pivot Point>
void set_convention(Flags& f, FlagValues&) {
  f.convention = Name;
  f.pivot = Point;
}

using Vector = std::optional<std::array<double, 3>> Flags::*;
template <Vector Member>
void set_vector(Flags& f, FlagValues& v) {
  f.*Member = v.vector();
  f.convention = Convention::custom;
}

void set_pix0(Flags& f, FlagValues& v) {
  v.vector();
  f.convention = Convention::custom;
  v.warn("only selects the custom convention, the vector itself is not used");
}

using Coordinate = std::optional<config::Length> Flags::*;
template <Coordinate Member, Pivot Point>
void set_coordinate(Flags& f, FlagValues& v) {
  f.*Member = v.length(0, "mm");
  f.pivot = Point;
}

template <Coordinate Member>
void set_closest(Flags& f, FlagValues& v) {
  set_coordinate<Member, Pivot::sample>(f, v);
  f.closest_given = true;
}

template <std::optional<double> Flags::*Member>
void set_origin(Flags& f, FlagValues& v) {
  f.*Member = v.real(0);
  f.origin_given = true;
  f.pivot = Pivot::sample;
}

void set_distance(Flags& f, FlagValues& v) {
  f.distance = v.length(0, "mm");
  f.distance_given = true;
  f.pivot = Pivot::beam;
}

void set_pivot(Flags& f, FlagValues& v) {
  const std::string& word = v.text(0);
  const bool sample = word.find("sample") != std::string::npos;
  const bool beam = word.find("beam") != std::string::npos;
  if (sample) f.pivot = Pivot::sample;
  if (beam) f.pivot = Pivot::beam;
  if (sample || beam) f.pivot_flag = f.pivot;
  if (!sample && !beam) v.warn("'" + word + "' is neither sample nor beam and is ignored");
}

void set_twotheta(Flags& f, FlagValues& v) {
  f.twotheta = v.angle(0, "deg");
  f.pivot = Pivot::sample;
}

template <std::size_t Axis>
void set_rotation(Flags& f, FlagValues& v) {
  f.rotation[Axis] = v.angle(0, "deg");
}

void set_both_pixels(Flags& f, FlagValues& v) { f.pixels.fill(v.integer(0)); }
template <std::size_t Axis>
void set_pixels(Flags& f, FlagValues& v) {
  f.pixels[Axis] = v.integer(0);
}

void set_both_sizes(Flags& f, FlagValues& v) { f.detector_size.fill(v.length(0, "mm")); }
template <std::size_t Axis>
void set_size(Flags& f, FlagValues& v) {
  f.detector_size[Axis] = v.length(0, "mm");
}

// No absorption takes the sensor away; a thickness given later brings it back, without absorption.
void set_attenuation(Flags& f, FlagValues& v) {
  const bool infinite = v.peek(0).find("inf") != std::string::npos;
  if (infinite) v.text(0);
  const double depth = infinite ? 0 : v.real(0);
  f.no_absorption = depth == 0;
  f.attenuation_depth.reset();
  if (f.no_absorption) {
    f.sensor_thickness.value = 0;
  } else {
    f.attenuation_depth = {depth, "um"};
  }
}

void set_layers(Flags& f, FlagValues& v) { f.sensor_layers = v.integer(0); }

void set_roi(Flags& f, FlagValues& v) {
  for (std::size_t i = 0; i < f.roi.size(); ++i) f.roi[i] = v.integer(i);
}

constexpr FlagRow rows[] = {
    {"-pixel", contains, 1, [](Flags& f, FlagValues& v) { f.pixel_size = v.length(0, "mm"); }},
    {"-detpixels", exact, 1, set_both_pixels},
    {"-detpixels_f", contains, 1, set_pixels<0>},
    {"-detpixels_x", contains, 1, set_pixels<0>},
    {"-detpixels_s", contains, 1, set_pixels<1>},
    {"-detpixels_y", contains, 1, set_pixels<1>},
    {"-detsize", exact, 1, set_both_sizes},
    {"-detsize_f", contains, 1, set_size<0>},
    {"-detsize_s", contains, 1, set_size<1>},
    {"-distance", contains, 1, set_distance},
    {"-close_distance", contains, 1, set_coordinate<&Flags::close_distance, Pivot::sample>},
    {"-Xbeam", contains, 1, set_coordinate<&Flags::x_beam, Pivot::beam>},
    {"-Ybeam", contains, 1, set_coordinate<&Flags::y_beam, Pivot::beam>},
    {"-Xclose", contains, 1, set_closest<&Flags::x_close>},
    {"-Yclose", contains, 1, set_closest<&Flags::y_close>},
    {"-ORGX", contains, 1, set_origin<&Flags::orgx>},
    {"-ORGY", contains, 1, set_origin<&Flags::orgy>},
    {"-pivot", contains, 1, set_pivot},
    {"-mosflm", contains, 0, set_convention<Convention::mosflm, Pivot::beam>},
    {"-denzo", contains, 0, set_convention<Convention::denzo, Pivot::beam>},
    {"-adxv", contains, 0, set_convention<Convention::adxv, Pivot::beam>},
    {"-xds", contains, 0, set_convention<Convention::xds, Pivot::sample>},
    {"-dials", contains, 0, set_convention<Convention::dials, Pivot::beam>},
    {"-fdet_vector", contains, 3, set_vector<&Flags::fast_axis>},
    {"-sdet_vector", contains, 3, set_vector<&Flags::slow_axis>},
    {"-odet_vector", contains, 3, set_vector<&Flags::normal>},
    {"-beam_vector", contains, 3, set_vector<&Flags::beam_direction>},
    {"-polar_vector", contains, 3, set_vector<&Flags::polarization>},
    {"-spindle_axis", contains, 3, set_vector<&Flags::spindle>},
    {"-twotheta_axis", contains, 3, set_vector<&Flags::twotheta_axis>},
    {"-pix0_vector", contains, 3, set_pix0},
    {"-detector_rotx", contains, 1, set_rotation<0>},
    {"-detector_roty", contains, 1, set_rotation<1>},
    {"-detector_rotz", contains, 1, set_rotation<2>},
    {"-twotheta", contains, 1, set_twotheta},
    {"-curved_det", contains, 0, [](Flags& f, FlagValues&) { f.curved = true; }},
    {"-point_pixel", contains, 0, [](Flags& f, FlagValues&) { f.point_pixel = true; }},
    {"-detector_abs", contains, 1, set_attenuation},
    {"-detector_thick", exact, 1,
     [](Flags& f, FlagValues& v) { f.sensor_thickness = v.length(0, "um"); }},
    {"-detector_thicksteps", contains, 1, set_layers},
    {"-thicksteps", contains, 1, set_layers},
    // The headers of these two were read beforehand.
    {"-img", contains, 1, [](Flags&, FlagValues& v) { v.text(0); }},
    {"-mask", contains, 1, [](Flags& f, FlagValues& v) { f.mask_file = v.text(0); }},
    {"-roi", contains, 4, set_roi},
};

}  // namespace

std::span<const FlagRow> detector_rows() { return rows; }

config::Pivot pivot_of(const Flags& flags) {
  switch (flags.convention) {
    case Convention::mosflm:
    case Convention::denzo:
    case Convention::adxv:
      return Pivot::beam;
    case Convention::xds:
    case Convention::dials:
      return Pivot::sample;
    case Convention::custom:
      break;
  }
  return flags.pivot;
}

}  // namespace kbragg::classic
