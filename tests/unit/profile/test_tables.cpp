// SPDX-License-Identifier: BSD-3-Clause
// What the tables print of events of known length.
#include <gtest/gtest.h>

#include "events.hpp"
#include "profile/tables.hpp"

namespace kbragg::profile_test {
namespace {

const Summary& known() {
  static const Summary summary = known_timeline().summary(10'000'000);
  return summary;
}

TEST(Tables, HotLoopsAreExact) {
  EXPECT_EQ(profile::hot_loops_csv(known(), 1e6),
            "rank,label,kind,file,class,calls,inclusive_ms,inclusive_pct,exclusive_ms,"
            "exclusive_pct,pixel_steps_per_s\n"
            "1,kbragg::intensity::accumulate,for,src/kernels/intensity.hpp,intensity,2,5.000000,"
            "50.000000,4.000000,40.000000,2e+08\n"
            "2,kbragg::app::image,region,src/app/image_source.cpp,host,1,8.000000,80.000000,"
            "3.000000,30.000000,\n"
            "3,kbragg::intensity::rows,fence,src/kernels/engine_impl.hpp,intensity,1,1.000000,"
            "10.000000,1.000000,10.000000,\n"
            ",idle,,,host,,2.000000,20.000000,2.000000,20.000000,\n");
}

TEST(Tables, TopKernelsSetRegionsAndOtherThreadsApart) {
  EXPECT_EQ(profile::top_kernels_csv(known(), 0),
            "section,rank,label,kind,space,calls,total_ms,mean_us,min_us,max_us,inclusive_pct,"
            "exclusive_ms,exclusive_pct,bytes,GBps,pixel_steps_per_s\n"
            "kernel,1,kbragg::intensity::accumulate,for,,2,5.000000,2500.000,2000.000,3000.000,"
            "50.000000,4.000000,40.000000,,,\n"
            "kernel,2,kbragg::intensity::rows,fence,,1,1.000000,1000.000,1000.000,1000.000,"
            "10.000000,1.000000,10.000000,,,\n"
            "region,1,kbragg::app::image,region,,1,8.000000,8000.000,8000.000,8000.000,80.000000,"
            "3.000000,30.000000,,,\n"
            "beside,1,kbragg::lattice::orientations,copy,,1,5.000000,5000.000,5000.000,5000.000,"
            "50.000000,5.000000,50.000000,5000,0.001,\n"
            "idle,,idle,,,,2.000000,,,,20.000000,2.000000,20.000000,,,\n");
}

TEST(Tables, TextListsTenKernelsAndTheSum) {
  Timeline timeline;
  for (int i = 0; i < 12; ++i) {
    timeline.begin(at(1000 * i, Kind::reduce, "Kokkos::" + std::to_string(i)));
    timeline.end(0, Kind::reduce, 1000 * i + 500 + i);
  }
  const std::string text = profile::top_kernels_text(timeline.summary(12'000), 0);
  EXPECT_NE(text.find("\nKokkos::2 "), std::string::npos) << text;
  EXPECT_EQ(text.find("\nKokkos::1 "), std::string::npos) << text;
  EXPECT_NE(text.find("\n(2 more) "), std::string::npos) << text;
  const std::size_t sum = text.find("\nsum of exclusive times");
  ASSERT_NE(sum, std::string::npos) << text;
  EXPECT_NE(text.find("100.00", sum), std::string::npos) << text;
}

TEST(Tables, LabelsWithCommasAreQuoted) {
  Timeline timeline;
  timeline.begin(at(0, Kind::reduce, R"(KokkosBlas::dot<a,"b">)"));
  timeline.end(0, Kind::reduce, 1);
  EXPECT_NE(profile::hot_loops_csv(timeline.summary(1), 0)
                .find("\n1,\"KokkosBlas::dot<a,\"\"b\"\">\",reduce,Kokkos,host,"),
            std::string::npos);
}

}  // namespace
}  // namespace kbragg::profile_test
