// SPDX-License-Identifier: BSD-3-Clause
// Every example in configs/ runs, and its file holds all that is needed to run it again.
#include <gtest/gtest.h>

#include "examples.hpp"
#include "images.hpp"

namespace kbragg::app_test {
namespace {

const std::filesystem::path configs = example_directory();

class Configs : public testing::TestWithParam<std::string> {};

TEST_P(Configs, RunsAndRunsAgainFromItsFile) {
  const Directory directory;
  std::filesystem::copy(configs, directory.file("configs"),
                        std::filesystem::copy_options::recursive);
  const auto run = [&](const std::string& config, const std::string& output) {
    Spawn spawn;
    spawn.arguments = {"run", config, "-o", output, "--quiet"};
    spawn.directory = directory.path();
    spawn.timeout = 280;
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, "");
    return outcome.code == 0;
  };
  ASSERT_TRUE(run("configs/" + GetParam() + ".yaml", "first.h5"));
  const Images first = read_images(directory.file("first.h5"));
  EXPECT_GT(largest(first.photons), 0);
  EXPECT_GT(largest(first.data), 0);
  directory.write("configs/stored.yaml", io::read_stored_config(directory.file("first.h5")));
  ASSERT_TRUE(run("configs/stored.yaml", "second.h5"));
  EXPECT_TRUE(same_pixels(first, read_images(directory.file("second.h5"))));
}

INSTANTIATE_TEST_SUITE_P(Examples, Configs, testing::ValuesIn(example_names()), example_test_name);

}  // namespace
}  // namespace kbragg::app_test
