// SPDX-License-Identifier: BSD-3-Clause
// `kbragg classic` makes the images of the reference program from its command lines.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/engine.hpp"
#include "measure.hpp"
#include "rows.hpp"
#include "workplace.hpp"

namespace kbragg::parity {
namespace {

constexpr const char *float_file = "floatimage.bin", *integer_file = "intimage.img",
                     *noise_file = "noiseimage.img";

using Parameter = std::tuple<Case, std::string>;

class Parity : public testing::TestWithParam<Parameter> {};

constexpr std::size_t header_bytes = 512;

/// The header of an SMV file as golden/`text` says it: the text, a form feed, blanks.
std::string golden_header(const Case& golden, const char* text) {
  std::string header = app_test::content_of(golden_path(golden.id + "/" + text));
  EXPECT_FALSE(header.empty()) << text;
  if (header.back() == '\n') header.pop_back();
  header += '\f';
  header.resize(header_bytes, ' ');
  return header;
}

/// Compares header and pixels of an SMV file with the golden ones.
CountResult measure_smv(const Case& golden, const std::string& backend, const std::string& file,
                        const char* header, const char* pixels) {
  EXPECT_EQ(file.substr(0, header_bytes), golden_header(golden, header)) << golden.id;
  return measure_counts(golden, integer_pixels(golden, read_golden_gz(golden.id + "/" + pixels)),
                        integer_pixels(golden, file.substr(header_bytes)), backend);
}

Result measure_outputs(const Case& golden, const std::string& backend, const Workplace& place) {
  Result result =
      measure_float(golden, float_pixels(golden, read_golden_gz(golden.id + "/float.f32.gz")),
                    float_pixels(golden, place.output(float_file)), backend);
  if (golden.has_integer)
    result.integer =
        measure_smv(golden, backend, place.output(integer_file), "header.txt", "int.u16.gz");
  if (golden.has_noise)
    result.noise =
        measure_smv(golden, backend, place.output(noise_file), "noise_header.txt", "noise.u16.gz");
  return result;
}

TEST_P(Parity, Images) {
  const auto& [golden, backend] = GetParam();
  const Workplace place;
  place.classic(golden, {"--backend", backend});
  std::set<std::string> files{float_file, integer_file};
  if (golden.has_noise) files.insert(noise_file);
  EXPECT_EQ(place.outputs(), files);
  const Result result = measure_outputs(golden, backend, place);
  write_row(golden, backend, result);
  if (golden.advisory) return;  // shown in the table alone
  for (const std::string& sentence : failures(result))
    ADD_FAILURE() << golden.id << " (" << golden.covers << ") on " << backend << ": " << sentence;
}

TEST_P(Parity, MixedPrecision) {
  const auto& [golden, backend] = GetParam();
  const Workplace place;
  place.classic(golden, {"--backend", backend, "--precision", "mixed"});
  const Result result =
      measure_float(golden, float_pixels(golden, read_golden_gz(golden.id + "/float.f32.gz")),
                    float_pixels(golden, place.output(float_file)), backend);
  if (golden.advisory) return;
  EXPECT_LE(result.one_minus_correlation, limits.mixed_one_minus_correlation) << golden.id;
  EXPECT_LE(std::fabs(result.sum_error), limits.mixed_sum_error) << golden.id;
}

std::string name_of(const testing::TestParamInfo<Parameter>& test) {
  const auto& [golden, backend] = test.param;
  return test_name(golden.id) + "_" + backend;
}

INSTANTIATE_TEST_SUITE_P(Golden, Parity,
                         testing::Combine(testing::ValuesIn(read_cases()),
                                          testing::ValuesIn(kernels::backend_names())),
                         name_of);

}  // namespace
}  // namespace kbragg::parity
