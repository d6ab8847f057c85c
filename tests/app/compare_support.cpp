// SPDX-License-Identifier: BSD-3-Clause
#include "compare_support.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace kbragg::app_test {

Pixels spots(std::int64_t slow, std::int64_t fast, std::int64_t shift) {
  Pixels pixels;
  for (std::int64_t s = 0; s < slow; ++s) {
    for (std::int64_t f = 0; f < fast; ++f) {
      const std::int64_t x = f - shift, column = (x + 80) / 8, row = s / 8;
      const std::int64_t away = (x - (column * 8 - 80 + 4)) * (x - (column * 8 - 80 + 4)) +
                                (s - (row * 8 + 4)) * (s - (row * 8 + 4));
      const auto height = static_cast<float>(100 + (row * 37 + column * 61) % 97);
      pixels.push_back(away == 0 ? height : away == 1 ? 20.0f : 1.0f);
    }
  }
  return pixels;
}

Pixels times(Pixels pixels, float factor) {
  for (float& pixel : pixels) pixel *= factor;
  return pixels;
}

std::string raw_bytes(const Pixels& pixels) {
  std::string bytes(4 * pixels.size(), '\0');
  std::memcpy(bytes.data(), pixels.data(), bytes.size());
  return bytes;
}

std::string gzipped(const std::string& bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("no zlib");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  std::string copy = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::runtime_error("zlib does not end");
  return packed;
}

std::string smv_bytes(const Pixels& pixels, std::int64_t fast, std::int64_t slow) {
  std::string bytes =
      "{\nHEADER_BYTES=512;\nBYTE_ORDER=little_endian;\nTYPE=unsigned_short;\nSIZE1=" +
      std::to_string(fast) + ";\nSIZE2=" + std::to_string(slow) + ";\n}\n";
  bytes.resize(512, ' ');
  for (const float pixel : pixels) {
    const auto value = static_cast<std::uint16_t>(std::lround(pixel));
    bytes += static_cast<char>(value & 255);
    bytes += static_cast<char>(value >> 8);
  }
  return bytes;
}

Outcome CompareTest::run(const std::vector<std::string>& arguments) const {
  std::vector<std::string> words{"compare"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  // Threads that wait for each other on a busy machine take longer than such small images.
  if (std::find(words.begin(), words.end(), "--backend") == words.end())
    words.insert(words.end(), {"--backend", "serial"});
  return run_program(words, m_directory.path());
}

nlohmann::json CompareTest::report(int code, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--json", "report.json"});
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.code, code) << outcome.err;
  EXPECT_EQ(outcome.err.empty(), code == 0) << outcome.err;
  m_said = outcome.err;
  auto report = nlohmann::json::parse(m_directory.read("report.json"), nullptr, false);
  EXPECT_FALSE(report.is_discarded()) << m_directory.read("report.json");
  if (report.is_discarded()) return {};
  EXPECT_EQ(report["exit_code"], code);
  EXPECT_EQ(report["problems"].empty(), code == 0);
  return report;
}

}  // namespace kbragg::app_test
