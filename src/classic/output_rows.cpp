// SPDX-License-Identifier: BSD-3-Clause
// Flags of sampling, output and control.
#include "classic/flag_table.hpp"

namespace kbragg::classic {

namespace {

using enum Match;

void set_float_file(Flags& f, FlagValues& v) { f.float_file = v.text(0); }
void set_int_file(Flags& f, FlagValues& v) { f.int_file = v.text(0); }

void set_pgm_file(Flags& f, FlagValues& v) {
  f.pgm_file = v.text(0);
  f.write_pgm = true;
}

void set_noise_file(Flags& f, FlagValues& v) {
  f.noise_file = v.text(0);
  f.write_noise = true;
}

void set_pgm_scale(Flags& f, FlagValues& v) {
  f.pgm_scale = v.real(0);
  f.write_pgm = true;
}

void set_printout_pixel(Flags& f, FlagValues& v) {
  f.printout_pixel = {v.integer(0), v.integer(1)};
}

constexpr FlagRow rows[] = {
    {"-oversample_thick", contains_last, 0,
     [](Flags& f, FlagValues&) { f.oversample_thick = true; }},
    {"-oversample_polar", contains_last, 0,
     [](Flags& f, FlagValues&) { f.oversample_polar = true; }},
    {"-oversample_omega", contains_last, 0,
     [](Flags& f, FlagValues&) { f.oversample_omega = true; }},
    {"-oversample", contains, 1, [](Flags& f, FlagValues& v) { f.oversample = v.integer(0); }},
    {"-floatfile", contains, 1, set_float_file},
    {"-floatimage", contains, 1, set_float_file},
    {"-intfile", contains, 1, set_int_file},
    {"-intimage", contains, 1, set_int_file},
    {"-pgmfile", contains, 1, set_pgm_file},
    {"-pgmimage", contains, 1, set_pgm_file},
    {"-noisefile", contains, 1, set_noise_file},
    {"-noiseimage", contains, 1, set_noise_file},
    {"-nopgm", contains, 0, [](Flags& f, FlagValues&) { f.write_pgm = false; }},
    {"-nonoise", contains, 0, [](Flags& f, FlagValues&) { f.write_noise = false; }},
    {"-scale", contains, 1, [](Flags& f, FlagValues& v) { f.scale = v.real(0); }},
    {"-pgmscale", contains, 1, set_pgm_scale},
    {"-adc", contains, 1, [](Flags& f, FlagValues& v) { f.adc = v.real(0); }},
    {"-seed", contains, 1, [](Flags& f, FlagValues& v) { f.noise_seed = v.integer(0); }},
    {"-printout", contains, 0, [](Flags& f, FlagValues&) { f.printout = true; }},
    {"-printout_pixel", contains, 2, set_printout_pixel},
    {"-progress", contains, 0, [](Flags& f, FlagValues&) { f.progress = true; }},
    {"-noprogress", contains, 0, [](Flags& f, FlagValues&) { f.progress = false; }},
};

}  // namespace

std::span<const FlagRow> output_rows() { return rows; }

}  // namespace kbragg::classic
