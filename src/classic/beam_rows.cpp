// SPDX-License-Identifier: BSD-3-Clause
// Flags of the beam, the spindle and the resolution.
#include "classic/flag_table.hpp"

namespace kbragg::classic {

namespace {

using enum Match;

void set_wavelength(Flags& f, FlagValues& v) {
  f.wavelength = v.length(0, "A");
  f.energy.reset();
}

void set_polar(Flags& f, FlagValues& v) {
  f.kahn_factor = v.real(0);
  f.nopolar = false;
}

void set_divergence(Flags& f, FlagValues& v) {
  f.horizontal_range = f.vertical_range = v.angle(0, "mrad");
}

void set_divergence_steps(Flags& f, FlagValues& v) {
  f.horizontal_steps = f.vertical_steps = v.integer(0);
}

void set_horizontal_range(Flags& f, FlagValues& v) { f.horizontal_range = v.angle(0, "mrad"); }
void set_vertical_range(Flags& f, FlagValues& v) { f.vertical_range = v.angle(0, "mrad"); }
void set_horizontal_step(Flags& f, FlagValues& v) { f.horizontal_step = v.angle(0, "mrad"); }
void set_vertical_step(Flags& f, FlagValues& v) { f.vertical_step = v.angle(0, "mrad"); }
void set_horizontal_steps(Flags& f, FlagValues& v) { f.horizontal_steps = v.integer(0); }
void set_vertical_steps(Flags& f, FlagValues& v) { f.vertical_steps = v.integer(0); }

template <bool Round>
void set_divergence_shape(Flags& f, FlagValues&) {
  f.round_divergence = Round;
}

constexpr FlagRow rows[] = {
    {"-lambda", contains, 1, set_wavelength},
    {"-wave", contains, 1, set_wavelength},
    {"-energy", contains, 1,
     [](Flags& f, FlagValues& v) {
       f.energy = {v.real(0), "eV"};
     }},
    {"-fluence", contains, 1,
     [](Flags& f, FlagValues& v) {
       f.fluence = {v.real(0), "photons/m^2"};
     }},
    {"-flux", contains, 1, [](Flags& f, FlagValues& v) { f.flux.value = v.real(0); }},
    {"-exposure", contains, 1, [](Flags& f, FlagValues& v) { f.exposure.value = v.real(0); }},
    {"-beamsize", contains, 1, [](Flags& f, FlagValues& v) { f.beam_size = v.length(0, "mm"); }},
    {"-polar", exact, 1, set_polar},
    {"-nopolar", contains, 0, [](Flags& f, FlagValues&) { f.nopolar = true; }},
    {"-dispersion", contains, 1, [](Flags& f, FlagValues& v) { f.dispersion.value = v.real(0); }},
    {"-dispsteps", contains, 1, [](Flags& f, FlagValues& v) { f.dispersion_steps = v.integer(0); }},
    {"-divergence", contains, 1, set_divergence},
    {"-hdivrange", contains, 1, set_horizontal_range},
    {"-vdivrange", contains, 1, set_vertical_range},
    {"-hdivstep", exact, 1, set_horizontal_step},
    {"-vdivstep", exact, 1, set_vertical_step},
    {"-hdivsteps", contains, 1, set_horizontal_steps},
    {"-vdivsteps", contains, 1, set_vertical_steps},
    {"-divsteps", contains, 1, set_divergence_steps},
    {"-round_div", contains, 0, set_divergence_shape<true>},
    {"-square_div", contains, 0, set_divergence_shape<false>},
    {"-sourcefile", contains, 1, [](Flags& f, FlagValues& v) { f.source_file = v.text(0); }},
    {"-coherent", contains, 0, [](Flags&, FlagValues& v) { v.warn("has no effect"); }},
    {"-phi", exact, 1, [](Flags& f, FlagValues& v) { f.phi = v.angle(0, "deg"); }},
    {"-osc", contains, 1, [](Flags& f, FlagValues& v) { f.oscillation = v.angle(0, "deg"); }},
    {"-phistep", exact, 1, [](Flags& f, FlagValues& v) { f.phi_step = v.angle(0, "deg"); }},
    {"-phisteps", contains, 1, [](Flags& f, FlagValues& v) { f.phi_steps = v.integer(0); }},
    {"-dmin", contains, 1, [](Flags& f, FlagValues& v) { f.dmin = v.length(0, "A"); }},
};

}  // namespace

std::span<const FlagRow> beam_rows() { return rows; }

}  // namespace kbragg::classic
