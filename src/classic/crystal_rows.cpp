// SPDX-License-Identifier: BSD-3-Clause
// Flags of the crystal, the structure factors and the background.
#include "classic/flag_table.hpp"

namespace kbragg::classic {

namespace {

using enum Match;

// Fewer than six values are enough; a token that begins with '-' ends them.
void set_cell(Flags& f, FlagValues& v) {
  if (v.peek(0).starts_with('-')) return v.warn("ignored, because no number follows");
  for (std::size_t i = 0; i < f.cell.size() && i < v.count(); ++i) {
    if (v.peek(i).starts_with('-')) return;
    f.cell[i] = v.real(i);
  }
}

void set_misset(Flags& f, FlagValues& v) {
  if (v.peek(0).find("rand") != std::string::npos) {
    v.text(0);
    f.random_misset = true;
    f.misset.reset();
  } else if (v.count() >= 3) {
    f.random_misset = false;
    f.misset = {v.angle(0, "deg"), v.angle(1, "deg"), v.angle(2, "deg")};
  } else {
    v.refuse(3);
  }
}

void set_all_cells(Flags& f, FlagValues& v) { f.cells.fill(v.integer(0)); }
template <std::size_t Axis>
void set_cells(Flags& f, FlagValues& v) {
  f.cells[Axis] = v.integer(0);
}

void set_all_sizes(Flags& f, FlagValues& v) { f.sample_size.fill(v.length(0, "mm")); }
template <std::size_t Axis>
void set_size(Flags& f, FlagValues& v) {
  f.sample_size[Axis] = v.length(0, "mm");
}

template <config::CrystalShape Shape>
void set_shape(Flags& f, FlagValues&) {
  f.shape = Shape;
}

void set_mosaic_spread(Flags& f, FlagValues& v) { f.mosaic_spread = v.angle(0, "deg"); }

void has_no_effect(Flags&, FlagValues& v) {
  if (v.count() > 0) v.text(0);
  v.warn("has no effect");
}

void set_amorphous_file(Flags& f, FlagValues& v) { f.amorphous_file = v.text(0); }

template <bool On>
void set_interpolate(Flags& f, FlagValues&) {
  f.interpolate = On;
}

using config::CrystalShape;

constexpr FlagRow rows[] = {
    {"-mat", contains, 1, [](Flags& f, FlagValues& v) { f.matrix_file = v.text(0); }},
    {"-cell", contains, 1, set_cell},
    {"-misset", contains, 1, set_misset},
    {"-misset_seed", contains, 1, [](Flags& f, FlagValues& v) { f.misset_seed = v.integer(0); }},
    {"-N", exact, 1, set_all_cells},
    {"-Na", contains, 1, set_cells<0>},
    {"-Nb", contains, 1, set_cells<1>},
    {"-Nc", contains, 1, set_cells<2>},
    {"-samplesize", contains, 1, set_all_sizes},
    {"-sample_size", contains, 1, set_all_sizes},
    {"-xtalsize", contains, 1, set_all_sizes},
    {"-xtal_size", contains, 1, set_all_sizes},
    {"-sample_thick", contains, 1, set_size<0>},
    {"-sample_x", contains, 1, set_size<0>},
    {"-xtal_thick", contains, 1, set_size<0>},
    {"-xtal_x", contains, 1, set_size<0>},
    {"-sample_width", contains, 1, set_size<1>},
    {"-sample_y", contains, 1, set_size<1>},
    {"-xtal_width", contains, 1, set_size<1>},
    {"-xtal_y", contains, 1, set_size<1>},
    {"-width", contains, 1, set_size<1>},
    {"-sample_heigh", contains, 1, set_size<2>},
    {"-sample_z", contains, 1, set_size<2>},
    {"-xtal_heigh", contains, 1, set_size<2>},
    {"-xtal_z", contains, 1, set_size<2>},
    {"-heigh", contains, 1, set_size<2>},
    {"-square_xtal", contains, 0, set_shape<CrystalShape::square>},
    {"-round_xtal", contains, 0, set_shape<CrystalShape::round>},
    {"-gauss_xtal", contains, 0, set_shape<CrystalShape::gauss>},
    {"-binary_spots", contains, 0, set_shape<CrystalShape::tophat>},
    {"-tophat_spots", contains, 0, set_shape<CrystalShape::tophat>},
    {"-fudge", contains, 1, [](Flags& f, FlagValues& v) { f.fudge = v.real(0); }},
    {"-mosaic", exact, 1, set_mosaic_spread},
    {"-mosaici", contains, 1, set_mosaic_spread},
    {"-mosaic_spr", contains, 1, set_mosaic_spread},
    {"-mosaic_dom", contains, 1, [](Flags& f, FlagValues& v) { f.mosaic_domains = v.integer(0); }},
    {"-mosaic_seed", contains, 1, [](Flags& f, FlagValues& v) { f.mosaic_seed = v.integer(0); }},
    {"-density", contains, 1, has_no_effect},
    {"-sample_den", contains, 1, has_no_effect},
    {"-MW", exact, 1, has_no_effect},
    {"-molec", contains, 1, has_no_effect},
    {"-hkl", contains, 1, [](Flags& f, FlagValues& v) { f.hkl_file = v.text(0); }},
    {"-default_F", contains, 1, [](Flags& f, FlagValues& v) { f.default_F.value = v.real(0); }},
    {"-dump", contains, 1, [](Flags& f, FlagValues& v) { f.dump_file = v.text(0); }},
    {"-interpolate", contains, 0, set_interpolate<true>},
    {"-nointerpolate", contains, 0, set_interpolate<false>},
    {"-stol", exact, 1, set_amorphous_file},
    {"-4stol", exact, 1, set_amorphous_file},
    {"-Q", exact, 1, set_amorphous_file},
    {"-stolout", contains, 1, has_no_effect},
    {"-water", contains, 1, [](Flags& f, FlagValues& v) { f.water = v.length(0, "um"); }},
};

}  // namespace

std::span<const FlagRow> crystal_rows() { return rows; }

}  // namespace kbragg::classic
