// SPDX-License-Identifier: BSD-3-Clause
// kbragg trace-diff on small traces made here.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "directory.hpp"
#include "program.hpp"

namespace kbragg::app_test {
namespace {

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

const std::string header = "# kbragg trace 1\n# precision double\n# config_sha256 1234\n";
const std::string step =
    "TRACE index_ss_ff_layer 0 0 0\nTRACE airpath_m 0.10000000000000001\n"
    "TRACE omega_sr 1e-06\nTRACE obliquity 1\nTRACE index_source 0\nTRACE polar 0.5\n"
    "TRACE index_phi_mos 0 0\nTRACE dhkl 0.1 1e-17 0.2\nTRACE flatt_a NA\nTRACE flatt 8\n"
    "TRACE hrad2 4\nTRACE i_term 2\nTRACE i_accum 2\n"
    "TRACE index_phi_mos 0 1\nTRACE dhkl 0.1 0.1 0.2\nTRACE flatt 8\nTRACE hrad2 4\n"
    "TRACE i_term 3\nTRACE i_accum 5\nTRACE i_before_scale 5\nTRACE i_final 7\n";

class TraceDiff : public testing::Test {
 protected:
  /// The step with each `from` replaced by `to`, against the step itself.
  Outcome diff(const std::vector<std::pair<std::string, std::string>>& edits,
               const std::vector<std::string>& more = {}) const {
    std::string text = header + step;
    for (const auto& [from, to] : edits) {
      const std::size_t position = text.find(from);
      EXPECT_NE(position, std::string::npos) << from;
      text.replace(position, from.size(), to);
    }
    m_directory.write("a.trace", header + step);
    m_directory.write("b.trace", text);
    std::vector<std::string> arguments{"trace-diff", "a.trace", "b.trace"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, m_directory.path());
  }
  static std::string first_of(const Outcome& outcome) {
    const std::string mark = "its inputs agree: ";
    const std::size_t start = outcome.out.find(mark);
    if (start == std::string::npos) return "";
    return outcome.out.substr(start + mark.size(),
                              outcome.out.find('\n', start) - start - mark.size());
  }

  Directory m_directory;
};

TEST_F(TraceDiff, EqualTracesAgree) {
  const Outcome outcome = diff({});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "16 values compared, relative limit 1e-12; 1 NA")) << outcome.out;
}

TEST_F(TraceDiff, LimitIsRelative) {
  EXPECT_EQ(diff({{"i_final 7", "i_final 7.00000000001"}}).code, 3);
  EXPECT_EQ(diff({{"i_final 7", "i_final 7.000000000001"}}).code, 0);
  EXPECT_EQ(diff({{"i_final 7", "i_final 7.00000000001"}}, {"--rel", "1e-11"}).code, 0);
  EXPECT_EQ(diff({{"i_final 7", "i_final 7.000000000001"}}, {"--rel", "0"}).code, 3);
  EXPECT_EQ(diff({{"precision double", "precision mixed"}, {"i_final 7", "i_final 7.00001"}}).code,
            0);
  // A small component of a vector counts on the scale of the vector.
  EXPECT_EQ(diff({{"0.1 1e-17 0.2", "0.1 3e-17 0.2"}}).code, 0);
  EXPECT_EQ(diff({{"i_final 7", "i_final 8"}}, {"--ignore", "i_final"}).code, 0);
}

TEST_F(TraceDiff, ConsequencesAreNotBlamed) {
  const Outcome omega = diff({{"omega_sr 1e-06", "omega_sr 1.001e-06"},
                              {"obliquity 1", "obliquity 1.001"},
                              {"i_accum 5", "i_accum 6"},
                              {"i_final 7", "i_final 9"}},
                             {"--all"});
  EXPECT_EQ(omega.code, 3);
  EXPECT_EQ(first_of(omega), "omega_sr (block E, ss ff layer 0 0 0)");
  EXPECT_TRUE(has(omega.out, "follows: obliquity")) << omega.out;
  EXPECT_TRUE(has(omega.out, "follows: i_final"));
  EXPECT_TRUE(has(omega.out, "divergent"));
  // The radius comes behind the factor, which follows from it.
  EXPECT_EQ(first_of(diff({{"flatt 8", "flatt 9"}, {"hrad2 4", "hrad2 5"}})),
            "hrad2 (block G, ss ff layer 0 0 0, source 0, phi mos 0 0)");
  // A sum follows from the sum before it.
  const Outcome sum = diff({{"i_accum 2", "i_accum 3"}, {"i_accum 5", "i_accum 6"}}, {"--all"});
  EXPECT_EQ(first_of(sum), "i_accum (block G, ss ff layer 0 0 0, source 0, phi mos 0 0)");
  EXPECT_TRUE(has(sum.out, "follows: i_accum"));
  // Two faults are two departures.
  const Outcome both =
      diff({{"omega_sr 1e-06", "omega_sr 2e-06"}, {"hrad2 4", "hrad2 5"}}, {"--all"});
  EXPECT_TRUE(has(both.out, "departs: omega_sr") && has(both.out, "departs: hrad2")) << both.out;
}

TEST_F(TraceDiff, HintsAndClasses) {
  EXPECT_TRUE(has(diff({{"i_final 7", "i_final 7000"}}).out, "critical, unit?\n"));
  EXPECT_TRUE(has(diff({{"i_final 7", "i_final 0.0007"}}).out, "unit? count?\n"));
  EXPECT_TRUE(has(diff({{"i_final 7", "i_final 63"}}).out, "critical, count?\n"));
  EXPECT_TRUE(has(diff({{"i_final 7", "i_final 7.0003"}}).out, ", minor\n"));
  EXPECT_TRUE(has(diff({{"i_final 7", "i_final nan"}}).out, "relative undefined, critical\n"));
}

TEST_F(TraceDiff, JsonHoldsTheSame) {
  ASSERT_EQ(diff({{"polar 0.5", "polar 0.05"}}, {"--json", "d.json"}).code, 3);
  const auto json = nlohmann::json::parse(content_of(m_directory.file("d.json")));
  EXPECT_EQ(json["schema"]["name"], "kbragg.trace_diff");
  EXPECT_EQ(json["first"]["key"], "polar");
  EXPECT_EQ(json["first"]["hint"], "unit?");
  EXPECT_EQ(json["differences"].size(), 1u);
  EXPECT_EQ(json["blocks"]["F"]["depart"], 1);
  EXPECT_FALSE(has(json.dump(), m_directory.path()));
}

TEST_F(TraceDiff, ExitCodes) {
  EXPECT_EQ(diff({{"sha256 1234", "sha256 1235"}}).code, 10);
  EXPECT_EQ(diff({{"sha256 1234", "sha256 1235"}}, {"--force"}).code, 0);
  EXPECT_EQ(diff({{"TRACE polar", "TRACE colour"}}).code, 5);
  EXPECT_EQ(diff({{"TRACE polar", "RACE polar"}}).code, 5);
  EXPECT_EQ(diff({{"hrad2 4", "hrad2"}}).code, 5);
  EXPECT_EQ(diff({{"TRACE i_term 2", "TRACE hrad2 4"}}).code, 5) << "a key twice";
  EXPECT_EQ(diff({}, {"--rel", "-1"}).code, 1);
  EXPECT_EQ(diff({}, {"--ignore", "colour"}).code, 1);
  EXPECT_EQ(diff({}, {"--json", "a.trace"}).code, 1);
  EXPECT_EQ(diff({}, {"--json", "no/d.json"}).code, 5);
  m_directory.write("na.trace", "TRACE polar_axis NA\n");
  m_directory.write("empty.trace", "# nothing\n");
  const auto pair = [&](const char* a, const char* b) {
    return run_program({"trace-diff", a, b}, m_directory.path()).code;
  };
  EXPECT_EQ(pair("na.trace", "na.trace"), 6);
  EXPECT_EQ(pair("empty.trace", "na.trace"), 5);
  EXPECT_EQ(pair("absent.trace", "na.trace"), 5);
  const std::string help = run_program({"trace-diff", "--help"}, m_directory.path()).out;
  for (const char* code : {"0 all", "1 wrong", "3 some", "5 a file", "6 no value", "10 traces"})
    EXPECT_TRUE(has(help, code)) << code;
}

}  // namespace
}  // namespace kbragg::app_test
