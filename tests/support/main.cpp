// SPDX-License-Identifier: BSD-3-Clause
// Main of the tests that use Kokkos: tests run between its initialization and its end.
#include <gtest/gtest.h>

#include "kernels/engine.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  // The list of the tests needs no device and is also made where there is none.
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  const kbragg::kernels::Runtime runtime(0);
  return RUN_ALL_TESTS();
}
