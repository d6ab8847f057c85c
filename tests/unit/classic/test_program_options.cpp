// SPDX-License-Identifier: BSD-3-Clause
// Options of this program between the flags of the reference.
#include "classic/program_options.hpp"
#include "support.hpp"

namespace kbragg::test {
namespace {

using classic::take_program_options;

TEST(ProgramOptions, AreTakenOutWithTheirValues) {
  const auto line = take_program_options(
      split("-N 5 -hdf5 out.h5 -misset random --backend openmp --threads 3 -misset_seed 7 "
            "--precision double --emit-yaml --help"));
  EXPECT_EQ(line.tokens, split("-N 5 -misset random -misset_seed 7"));
  EXPECT_TRUE(line.options.help && line.options.emit_yaml);
  EXPECT_EQ(line.options.hdf5_file, "out.h5");
  EXPECT_EQ(line.options.backend, "openmp");
  EXPECT_EQ(line.options.threads, 3);
  EXPECT_EQ(line.options.precision, config::Precision::double_);
}

TEST(ProgramOptions, OnlyExactWords) {
  const auto line = take_program_options(split("-hdf5file x --threads=3 -threads 3 -help -h"));
  EXPECT_EQ(line.tokens.size(), 7u);
  EXPECT_FALSE(line.options.help || line.options.threads || line.options.hdf5_file);
}

TEST(ProgramOptions, ValueIsNeverLookedAt) {
  const auto line = take_program_options(split("-hdf5 -nopgm -N 5"));
  EXPECT_EQ(line.options.hdf5_file, "-nopgm");
  EXPECT_EQ(line.tokens, split("-N 5"));
}

TEST(ProgramOptions, Refusals) {
  const auto refusal = [](const std::string& text) {
    return failure_of([&] { take_program_options(split(text)); });
  };
  EXPECT_EQ(refusal("-N 5 -hdf5"), "-hdf5: found without a value, expected one");
  EXPECT_EQ(refusal("--backend"), "--backend: found without a value, expected one");
  for (const std::string count : {"0", "-1", "two", "2.5", "65537", "99999999999999999999"})
    EXPECT_EQ(refusal("--threads " + count),
              "--threads: found '" + count + "', expected a whole number from 1 to 65536");
  EXPECT_EQ(refusal("--precision half"),
            "--precision: found 'half', expected one of: double, mixed");
}

}  // namespace
}  // namespace kbragg::test
