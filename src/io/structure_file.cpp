// SPDX-License-Identifier: BSD-3-Clause
#include "io/structure_file.hpp"

// gemmi would else want another library for its number formatting, which nothing here needs.
#ifndef USE_STD_SNPRINTF
#define USE_STD_SNPRINTF
#endif
#include <gemmi/gz.hpp>
#include <gemmi/mmread.hpp>
#include <gemmi/smcif.hpp>

namespace kbragg::io {

StructureKind read_structure_file(const std::string& path, gemmi::Structure& macromolecule,
                                  gemmi::SmallStructure& small) {
  gemmi::MaybeGzipped input(path);
  gemmi::CharArray text = gemmi::read_into_buffer(input);
  const gemmi::CoorFormat format =
      gemmi::coor_format_from_content(text.data(), text.data() + text.size());
  if (format == gemmi::CoorFormat::Pdb) {
    macromolecule = gemmi::read_pdb_from_memory(text.data(), text.size(), path);
  } else if (format == gemmi::CoorFormat::Mmcif) {
    const gemmi::cif::Document document =
        gemmi::cif::read_memory(text.data(), text.size(), path.c_str());
    for (const gemmi::cif::Block& block : document.blocks) {
      if (block.has_tag("_atom_site_fract_x")) {
        small = gemmi::make_small_structure_from_block(block);
        return StructureKind::small;
      }
    }
    macromolecule = gemmi::make_structure(document);
  }
  return StructureKind::macromolecule;
}

}  // namespace kbragg::io
