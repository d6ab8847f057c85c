// SPDX-License-Identifier: BSD-3-Clause
// Wrong run files: what YAML, the schema and the ranges of single keys refuse.
#include "bad_input.hpp"

namespace kbragg::app_test {
namespace {

const char* const distance = "distance: 100 mm";
const char* const wavelength = "wavelength: 1 A";

BadInput text(const std::string& name, const std::string& content, Words words) {
  return BadInput{name, {}, std::move(words)}.with_file("run.yaml", content);
}

std::vector<BadInput> syntax() {
  return {
      text("empty_file", "", {"run.yaml"}),
      text("not_a_map", "schema\n", {"run.yaml:1:1", "schema"}),
      text("not_utf8", "schema: 1\nbeam: \xff\xfe\n", {"run.yaml:2:7", "UTF-8"}),
      text("only_zero_bytes", std::string(100, '\0'), {"run.yaml:1:1"}),
      text("two_documents", run_text() + "---\nschema: 1\n", {"run.yaml:19:", "second"}),
      {"unclosed_bracket", {{"[5, 5, 5]", "[5, 5, 5"}}, {"run.yaml:", "not valid YAML"}},
      {"tab", {{"  wavelength", "\twavelength"}}, {"run.yaml:3:1", "tab"}},
      {"bad_indentation", {{"  pixel_size", " pixel_size"}}, {"run.yaml:11:"}},
      {"duplicate_key",
       {{distance, "distance: 100 mm\n  distance: 90 mm"}},
       {"run.yaml:13:3", "distance", "twice", "run.yaml:12:3"}},
      {"tag", {{"1 A", "!length 1 A"}}, {"run.yaml:3:"}},
      {"alias_bomb",
       {{"schema: 1",
         "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
         "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
         "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
         "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\nschema: 1"}},
       {"run.yaml:7:"}},
      text("too_deep", "a: " + std::string(5000, '['), {"run.yaml:1:", "32 levels"}),
  };
}

std::vector<BadInput> keys() {
  return {
      {"unknown_key",
       {{"distance:", "distanc:"}},
       {"run.yaml:12:3", "detector.distanc", "did you mean", "distance"}},
      {"unknown_section", {{"detector:", "detektor:"}}, {"run.yaml:9:1", "detektor", "detector"}},
      {"key_of_other_section",
       {{"schema: 1", "schema: 1\nflux: 1e12 photons/s"}},
       {"run.yaml:2:1"}},
      {"missing_pixels", {{"pixels: [40, 32]", "curved: false"}}, {"detector.pixels", "missing"}},
      {"missing_section", {{"beam:\n  wavelength: 1 A\n", ""}}, {"run.yaml", "beam"}},
      {"missing_schema", {{"schema: 1\n", ""}}, {"run.yaml", "schema"}},
      {"other_schema", {{"schema: 1", "schema: 2"}}, {"run.yaml:1:9", "schema", "2"}},
      {"no_wavelength", {{wavelength, "polarization: {}"}}, {"beam", "wavelength", "energy"}},
      {"two_wavelengths",
       {{wavelength, "wavelength: 1 A\n  energy: 12 keV"}},
       {"run.yaml:4:", "beam.energy", "beam.wavelength"}},
      {"two_structure_factors",
       {{"constant: 100 e", "constant: 100 e\n  wilson: {dmin: 3 A}"}},
       {"structure_factors.wilson", "structure_factors.constant"}},
      {"two_distances",
       {{distance, "distance: 100 mm\n  pix0: [1 mm, 1 mm, 1 mm]"}},
       {"detector.pix0", "detector.distance"}},
      {"cells_and_size",
       {{"[5, 5, 5]", "[5, 5, 5]\n  size: [1 um, 1 um, 1 um]"}},
       {"crystal.size", "crystal.cells"}},
      {"flux_alone", {{wavelength, "wavelength: 1 A\n  flux: 1e12 photons/s"}}, {"beam.exposure"}},
  };
}

std::vector<BadInput> values() {
  return {
      {"word_for_number", {{"[40, 32]", "many"}}, {"run.yaml:10:11", "detector.pixels", "many"}},
      {"number_for_section", {{"beam:\n  wavelength: 1 A", "beam: 3"}}, {"run.yaml:2:7", "beam"}},
      {"one_of_two_numbers", {{"[40, 32]", "[40]"}}, {"run.yaml:10:", "detector.pixels", "2"}},
      {"fractional_pixels", {{"[40, 32]", "[40.5, 32]"}}, {"run.yaml:10:12", "40.5", "whole"}},
      {"quoted_number", {{"[40, 32]", "['40', 32]"}}, {"run.yaml:10:12"}},
      {"missing_unit", {{"100 mm", "100"}}, {"run.yaml:12:13", "detector.distance", "unit", "mm"}},
      {"wrong_unit", {{"100 mm", "100 deg"}}, {"run.yaml:12:13", "detector.distance", "deg", "mm"}},
      {"unknown_unit", {{"100 mm", "100 mmm"}}, {"run.yaml:12:13", "mmm"}},
      {"nan", {{"100 mm", "nan mm"}}, {"run.yaml:12:13", "detector.distance", "nan"}},
      {"yaml_nan",
       {{"cells: [5", "fudge: .nan\n  cells: [5"}},
       {"run.yaml:6:10", "crystal.fudge", "nan"}},
      {"infinity", {{"100 mm", "inf mm"}}, {"run.yaml:12:13", "inf"}},
      {"beyond_double", {{"100 mm", "1e400 mm"}}, {"run.yaml:12:13", "1e400"}},
      {"negative_distance",
       {{"100 mm", "-100 mm"}},
       {"run.yaml:12:13", "-100", "detector.distance"}},
      {"no_pixels", {{"[40, 32]", "[0, 32]"}}, {"run.yaml:10:12", "detector.pixels", "1000000"}},
      {"too_many_pixels", {{"[40, 32]", "[40000000, 32]"}}, {"run.yaml:10:12", "1000000"}},
      {"beyond_64_bits", {{"[40, 32]", "[99999999999999999999, 32]"}}, {"run.yaml:10:12"}},
      {"polarization_beyond_1",
       {{wavelength, "wavelength: 1 A\n  polarization: {kahn_factor: 1.5}"}},
       {"run.yaml:4:", "beam.polarization.kahn_factor", "1.5", "-1"}},
      {"unknown_shape",
       {{"cells: [5", "shape: cube\n  cells: [5"}},
       {"run.yaml:6:10", "crystal.shape", "cube", "square", "round", "gauss", "tophat"}},
      {"yes_for_true", {{distance, "distance: 100 mm\n  curved: maybe"}}, {"run.yaml:13:11"}},
      {"oversample_word",
       {{"oversample: 1", "oversample: autp"}},
       {"run.yaml:14:15", "sampling.oversample", "auto"}},
      {"endless_exposure",
       {{wavelength, "wavelength: 1 A\n  exposure: 1e30 s"}},
       {"run.yaml:4:13", "beam.exposure", "1e30"}},
      {"negative_weight",
       {{wavelength, "wavelength: 1 A\n  sources: [{direction: [-1, 0, 0], weight: -1}]"}},
       {"run.yaml:4:", "weight", "-1"}},
      {"null_file", {{"file: out.h5", "file:"}}, {"run.yaml:18:", "output.file"}},
  };
}

INSTANTIATE_TEST_SUITE_P(Syntax, BadInputs, testing::ValuesIn(syntax()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Keys, BadInputs, testing::ValuesIn(keys()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Values, BadInputs, testing::ValuesIn(values()), name_of_row);

}  // namespace
}  // namespace kbragg::app_test
