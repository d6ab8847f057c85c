// SPDX-License-Identifier: BSD-3-Clause
// Wrong files that a run file names: reflections, structures, matrix, mask, sources.
#include <filesystem>
#include <limits>

#include "bad_input.hpp"

namespace kbragg::app_test {
namespace {

const char* const constant = "constant: 100 e";

void make_directory(const Directory& directory, const std::string& name) {
  std::filesystem::create_directory(directory.file(name));
}

Edits names_hkl() { return {{constant, "hkl_file: f.hkl"}}; }

BadInput hkl(const std::string& name, const std::string& content, Words words) {
  return BadInput{name, names_hkl(), std::move(words)}.with_file("f.hkl", content);
}

std::vector<BadInput> reflections() {
  return {
      hkl("short_line", "1 2 3 4\n1 2 3\n", {"f.hkl:2:", "ends before F"}),
      hkl("fractional_index", "1 2 3 4\n# x\n1.5 2 3 4\n", {"f.hkl:3:", "h", "'1.5'", "whole"}),
      hkl("nan_amplitude", "1 2 3 nan\n", {"f.hkl:1:", "'nan'", "finite"}),
      hkl("infinite_amplitude", "1 2 3 1e999\n", {"f.hkl:1:", "'1e999'", "finite"}),
      hkl("words", "h k l F\n1 2 3 4\n", {"f.hkl:1:", "'h'"}),
      hkl("six_columns", "1 2 3 4 5 6\n", {"f.hkl:1:", "sixth"}),
      hkl("empty", "", {"f.hkl", "no reflection"}),
      hkl("only_comments", "# nothing\n\n", {"f.hkl", "no reflection"}),
      hkl("index_beyond_32_bits", "1 2 99999999999 4\n", {"f.hkl:1:", "99999999999"}),
      hkl("huge_box", "-9000 -9000 -9000 1\n9000 9000 9000 1\n", {"9000", "2^31"}),
      BadInput{"box_beyond_memory", names_hkl(), {"structure_factors.hkl_file", "GB"}}
          .with_file("f.hkl", "-400 -400 -400 1\n400 400 400 1\n")
          .limited_to(1u << 30),
      hkl("binary", std::string("\x89HDF\r\n\x1a\n\0\0", 10), {"f.hkl:1:"}),
      {"missing", names_hkl(), {"f.hkl", "does not exist"}},
      BadInput{"directory", names_hkl(), {"f.hkl", "directory"}}.prepared(
          [](const Directory& d) { make_directory(d, "f.hkl"); }),
  };
}

std::string good_mtz(int batches = 0) {
  return mtz_file({{"H", 'H'}, {"K", 'H'}, {"L", 'H'}, {"FP", 'F'}, {"PHIC", 'P'}},
                  {{1, 2, 3, 10, 90}, {2, 2, 3, 20, 45}, {3, 0, 4, 30, 0}}, batches);
}

BadInput mtz(const std::string& name, const std::string& content, Words words,
             const std::string& column = "") {
  const std::string chosen = column.empty() ? "" : ", column: " + column;
  return BadInput{name, {{constant, "mtz: {file: f.mtz" + chosen + "}"}}, std::move(words)}
      .with_file("f.mtz", content);
}

std::vector<BadInput> mtz_files() {
  constexpr float infinite = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<MtzColumn> columns{{"H", 'H'}, {"K", 'H'}, {"L", 'H'}, {"FP", 'F'}};
  return {
      mtz("empty", "", {"f.mtz"}),
      mtz("not_an_mtz", "1 2 3 4\n" + std::string(200, 'x'), {"f.mtz", "cannot be read"}),
      mtz("cut_header", good_mtz().substr(0, 400), {"f.mtz", "cannot be read"}),
      mtz("cut_data", good_mtz().substr(0, 100), {"f.mtz", "cannot be read"}),
      mtz("only_magic", "MTZ ", {"f.mtz", "cannot be read"}),
      mtz("missing_column", good_mtz(), {"f.mtz", "'FC'", "FP (F)", "PHIC (P)"}, "FC"),
      mtz("phase_column", good_mtz(), {"f.mtz", "'PHIC'", "type P", "FP (F)"}, "PHIC"),
      {"label_and_type",
       {{constant, "mtz: {file: f.mtz, column: FP, type: F}"}},
       {"structure_factors.mtz.type", "structure_factors.mtz.column"}},
      {"unknown_type",
       {{constant, "mtz: {file: f.mtz, type: P}"}},
       {"structure_factors.mtz.type", "P", "F", "J"}},
      BadInput{"no_intensities",
               {{constant, "mtz: {file: f.mtz, type: J}"}},
               {"f.mtz", "no column of type J", "FP (F)"}}
          .with_file("f.mtz", good_mtz()),
      mtz("no_amplitudes", mtz_file({{"H", 'H'}, {"K", 'H'}, {"L", 'H'}}, {{1, 2, 3}}),
          {"f.mtz", "no column of type F"}),
      mtz("unmerged", good_mtz(2), {"f.mtz", "unmerged", "merged reflections"}),
      mtz("infinite", mtz_file(columns, {{1, 2, 3, infinite}}), {"f.mtz", "infinite"}),
      mtz("all_missing", mtz_file(columns, {{1, 2, 3, nan}}), {"f.mtz", "'FP'", "no value"}),
      mtz("index_column", good_mtz(), {"f.mtz", "'H'", "type H"}, "H"),
      BadInput{"other_cell",
               {{constant, "mtz: {file: f.mtz}"}, {"a: 40 A, b: 50 A", "a: 40 A, b: 51.2 A"}},
               {"run.yaml:5:", "crystal.cell", "40 51.2 60 A, 90 90 90 deg",
                "40 50 60 A, 90 90 90 deg", "leave out", "2 %"}}
          .with_file("f.mtz", good_mtz()),
      BadInput{"other_angle",
               {{constant, "mtz: {file: f.mtz}"}, {"c: 60 A", "c: 60 A, beta: 92.5 deg"}},
               {"run.yaml:5:", "crystal.cell", "90 92.5 90 deg", "90 90 90 deg"}}
          .with_file("f.mtz", good_mtz()),
      BadInput{"other_matrix",
               {{constant, "mtz: {file: f.mtz}"},
                {"cell: {a: 40 A, b: 50 A, c: 60 A}",
                 "a_matrix: {a_star: [0.02 1/A, 0 1/A, 0 1/A], b_star: [0 1/A, 0.02 1/A, 0 1/A], "
                 "c_star: [0 1/A, 0 1/A, 0.02 1/A]}"}},
               {"run.yaml:5:", "crystal.a_matrix", "50 50 50 A", "40 50 60 A"}}
          .with_file("f.mtz", good_mtz()),
      {"missing", {{constant, "mtz: {file: none.mtz}"}}, {"none.mtz", "does not exist"}},
  };
}

const std::string cryst1 =
    "CRYST1   40.000   50.000   60.000  90.00  90.00  90.00 P 21 21 21    4\n";
const std::string atom =
    "ATOM      1  CA  ALA A   1      11.104  13.207  10.000  1.00 20.00           C\n";

BadInput structure(const std::string& name, const std::string& content, Words words,
                   const std::string& dmin = "4 A", const std::string& file = "f.pdb") {
  words.push_back(file);
  return BadInput{
      name, {{constant, "structure: {file: " + file + ", dmin: " + dmin + "}"}}, std::move(words)}
      .with_file(file, content);
}

std::vector<BadInput> structures() {
  const std::string gzip_magic("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  return {
      structure("empty", "", {"no atoms"}),
      structure("no_atoms", cryst1 + "END\n", {"no atoms"}),
      structure("no_cell", atom + "END\n", {"no unit cell"}),
      structure("text", "Dear diary,\ntoday I solved a structure.\n", {"no atoms"}),
      structure("unknown_element", cryst1 + atom.substr(0, 76) + " Q\nEND\n", {"element"}),
      structure("bad_coordinate", cryst1 + "ATOM      1  CA  ALA A   1      xx.xxx  13.207",
                {"f.pdb"}),
      structure("unknown_group",
                "CRYST1   40.000   50.000   60.000  90.00  90.00  90.00 P 9 9 9       4\n" + atom,
                {"P 9 9 9"}),
      structure("cell_of_other_group",
                "CRYST1   40.000   50.000   60.000  90.00  90.00  90.00 P 4           4\n" + atom,
                {"symmetry", "P 4"}),
      structure("bad_gzip", gzip_magic + "this is not deflate", {"cannot be read"}, "4 A",
                "f.cif.gz"),
      structure("cut_gzip", gzip_magic, {}, "4 A", "f.pdb.gz"),
      structure("bad_cif", "data_x\nloop_\n_atom_site.id\n_atom_site.x\n1 2 3\n", {"f.cif"}, "4 A",
                "f.cif"),
      structure("too_fine", "CRYST1 9000.000 9000.000 9000.000  90.00  90.00  90.00 P 1\n" + atom,
                {"larger dmin"}, "0.5 A"),
      {"missing",
       {{constant, "structure: {file: none.pdb, dmin: 4 A}"}},
       {"none.pdb", "does not exist"}},
      BadInput{
          "directory", {{constant, "structure: {file: d.pdb, dmin: 4 A}"}}, {"d.pdb", "directory"}}
          .prepared([](const Directory& d) { make_directory(d, "d.pdb"); }),
  };
}

BadInput matrix(const std::string& name, const std::string& content, Words words) {
  return BadInput{
      name, {{"cell: {a: 40 A, b: 50 A, c: 60 A}", "matrix_file: a.mat"}}, std::move(words)}
      .with_file("a.mat", content);
}

std::vector<BadInput> matrices() {
  BadInput other_cell = matrix("other_cell", "0.02 0 0  0 0.02 0  0 0 0.02\n",
                               {"crystal.cell", "40 50 60 A", "50 50 50 A"});
  other_cell.edits = {{"cells: [5", "matrix_file: a.mat\n  cells: [5"}};
  BadInput missing =
      matrix("missing", "", {"a.mat", "does not exist"}).prepared([](const auto&) {});
  return {
      matrix("too_few_numbers", "1 0 0\n0 1 0\n", {"a.mat:2:", "6", "nine"}),
      matrix("words", "1 0 zero 0 1 0 0 0 1\n", {"a.mat:1:", "'zero'"}),
      matrix("nan", "1 0 0 0 nan 0 0 0 1\n", {"a.mat:1:", "'nan'", "finite"}),
      matrix("empty", "", {"a.mat", "nine"}),
      matrix("left_handed", "0.02 0 0  0 0.02 0  0 0 -0.02\n",
             {"run.yaml:5:", "crystal.matrix_file", "left-handed"}),
      matrix("flat", "0.02 0 0  0 0.02 0  0 0 0\n", {"crystal.matrix_file", "do not span"}),
      other_cell,
      missing,
  };
}

BadInput mask(const std::string& name, const std::string& named, Words words,
              std::function<void(const Directory&)> prepare) {
  const Edits edits{{"distance: 100 mm", "distance: 100 mm\n  mask_file: " + named}};
  return BadInput{name, edits, std::move(words)}.prepared(std::move(prepare));
}

std::vector<BadInput> masks() {
  const auto array = [](std::vector<std::uint64_t> shape, bool as_float = false) {
    return [shape, as_float](const Directory& d) {
      write_hdf5(d.file("m.h5"), "/mask", shape, std::vector<int>(10000), as_float);
    };
  };
  const auto text_file = [](const Directory& d) { d.write("m.h5", "this is not a mask"); };
  const auto smv = [](const std::string& content) {
    return [content](const Directory& d) { d.write("m.img", content); };
  };
  const std::string header =
      "{\nHEADER_BYTES=512;\nDIM=2;\nBYTE_ORDER=little_endian;\n"
      "TYPE=unsigned_short;\nSIZE1=40;\nSIZE2=32;\n}\n";
  return {
      mask("wrong_shape", "m.h5:/mask", {"m.h5:/mask", "30 x 32", "40 x 32"}, array({32, 30})),
      mask("turned", "m.h5:/mask", {"32 x 40", "40 x 32"}, array({40, 32})),
      mask("one_dimension", "m.h5:/mask", {"m.h5:/mask", "shape"}, array({1280})),
      mask("real_numbers", "m.h5:/mask", {"m.h5:/mask", "whole numbers"}, array({32, 40}, true)),
      mask("missing_dataset", "m.h5:/other", {"m.h5", "/other"}, array({32, 40})),
      mask("no_dataset_named", "m.h5", {"m.h5", "dataset"}, array({32, 40})),
      mask("group", "m.h5:/", {"m.h5"}, array({32, 40})),
      mask("not_a_mask", "m.h5:/mask", {"m.h5", "neither"}, text_file),
      mask("cut_hdf5", "m.h5:/mask", {"m.h5"},
           [](const Directory& d) {
             write_hdf5(d.file("m.h5"), "/mask", {32, 40}, std::vector<int>(1280));
             d.write("m.h5", d.read("m.h5").substr(0, 1000));
           }),
      mask("cut_smv", "m.img", {"m.img"}, smv(header + std::string(600, '\0'))),
      mask("smv_without_size", "m.img", {"m.img"}, smv("{\nHEADER_BYTES=512;\n}\n")),
      mask("missing", "none.h5:/mask", {"none.h5", "No such file"}, [](const Directory&) {}),
      mask("directory", "d:/mask", {"d", "directory"},
           [](const Directory& d) { make_directory(d, "d"); }),
  };
}

BadInput source(const std::string& name, const std::string& content, Words words) {
  return BadInput{
      name, {{"wavelength: 1 A", "wavelength: 1 A\n  source_file: s.txt"}}, std::move(words)}
      .with_file("s.txt", content);
}

std::vector<BadInput> sources() {
  return {
      source("words", "-1 0 0 1\nnorth\n", {"s.txt:2:", "'north'", "X Y Z"}),
      source("nan", "-1 nan 0 1\n", {"s.txt:1:", "'nan'"}),
      source("no_direction", "0 0 0 1\n", {"s.txt:1:", "direction"}),
      source("negative_weight", "-1 0 0 -2\n", {"beam.source_file", "source 1", "negative"}),
      source("no_weight_at_all", "-1 0 0 0\n", {"beam.source_file", "weights are 0"}),
      source("wavelength_in_angstrom", "-1 0 0 1 1.5\n", {"s.txt:1:", "1.5 m", "1e-12 and 1e-6 m"}),
      source("weights_beyond_double", "-1 0 0 1e308\n-1 0 0 1e308\n",
             {"beam.source_file", "weights are too large"}),
      source("six_columns", "-1 0 0 1 1e-10 7\n", {"s.txt:1:", "sixth"}),
      source("empty", "# none\n", {"s.txt", "no source"}),
      {"missing",
       {{"wavelength: 1 A", "wavelength: 1 A\n  source_file: none.txt"}},
       {"none.txt", "does not exist"}},
  };
}

INSTANTIATE_TEST_SUITE_P(Hkl, BadInputs, testing::ValuesIn(that_can_run(reflections())),
                         name_of_row);
INSTANTIATE_TEST_SUITE_P(Mtz, BadInputs, testing::ValuesIn(mtz_files()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Structure, BadInputs, testing::ValuesIn(structures()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Matrix, BadInputs, testing::ValuesIn(matrices()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Mask, BadInputs, testing::ValuesIn(masks()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Source, BadInputs, testing::ValuesIn(sources()), name_of_row);

}  // namespace
}  // namespace kbragg::app_test
