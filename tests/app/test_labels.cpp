// SPDX-License-Identifier: BSD-3-Clause
// Any connector works with the program as it is, and every label that it is told is in the list:
// a tiny connector, named by the variable of Kokkos, writes down what it is told.
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>
#include <utility>

#include "backends.hpp"
#include "images.hpp"
#include "inputs.hpp"
#include "profile/labels.hpp"

namespace kbragg::app_test {
namespace {

using KindAndLabel = std::pair<std::string, std::string>;

class ToldLabels : public testing::TestWithParam<std::string> {
 protected:
  /// Runs the program with the connector.
  void run(const std::string& words) {
    Spawn spawn;
    std::istringstream stream(words);
    for (std::string word; stream >> word;) spawn.arguments.push_back(word);
    spawn.directory = m_directory.path();
    spawn.environment = {{KBRAGG_CONNECTOR_VARIABLE, KBRAGG_LABEL_CONNECTOR},
                         {"KBRAGG_LABEL_FILE", m_directory.file("labels.txt")}};
    const Outcome outcome = run_program(spawn);
    EXPECT_EQ(outcome.code, 0) << words << "\n" << outcome.err;
  }

  void run_file(const std::string& text, const std::string& options) {
    prepare_run(m_directory, text);
    run("run run.yaml --backend " + GetParam() + " " + options);
    std::filesystem::remove(m_directory.file("run.yaml"));
  }

  std::set<KindAndLabel> told() const {
    std::istringstream lines(m_directory.read("labels.txt"));
    std::set<KindAndLabel> labels;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t tab = line.find('\t');
      labels.emplace(line.substr(0, tab), line.substr(tab + 1));
    }
    return labels;
  }

  Directory m_directory;
};

/// The other side of a copy may be memory without View, or a number.
bool is_unnamed_copy(const KindAndLabel& told) {
  const std::set<std::string> unnamed{"", "Scalar", "(none)", "none"};
  return told.first == "copy" && unnamed.contains(told.second);
}

TEST_P(ToldLabels, AreAllInTheList) {
  run_file(run_text(), "");
  run_file(rich_run_text(), "--precision mixed");
  run_file(rich_run_text({{"seed: 11", "seed: 11\n  stream: nanobragg"}}), "");
  const std::string classic =
      "classic -cell 50 60 70 -default_F 100 -N 5 -detpixels 16 -distance "
      "100 -oversample 1 --backend " +
      GetParam();
  run(classic + " -seed 3 -hdf5 o.h5");
  std::string list;
  for (int h = -9; h <= 9; ++h)
    for (int k = -9; k <= 9; ++k)
      for (int l = -9; l <= 9; ++l)
        list += std::to_string(h) + " " + std::to_string(k) + " " + std::to_string(l) + " 10\n";
  m_directory.write("list.hkl", list);
  run(classic + " -nonoise -hkl list.hkl -interpolate");
  m_directory.write("few.hkl", "0 0 0 10\n1 0 0 10\n2 1 1 20\n");
  run(classic + " -nonoise -hkl few.hkl -interpolate");
  prepare_run(m_directory, run_text());
  run("trace run.yaml --pixel 3 4 --steps last --backend " + GetParam());
  run("compare o.h5 o.h5");

  const std::regex form("kbragg::[a-z]+::[a-z_]+");
  std::set<std::string> known;
  for (const KindAndLabel& pair : told()) {
    const auto& [kind, label] = pair;
    if (is_unnamed_copy(pair)) continue;
    const std::string own(profile::own_label(label));
    known.insert(own);
    if (profile::is_of_kokkos(own)) continue;
    EXPECT_TRUE(std::regex_match(own, form)) << kind << " '" << label << "'";
    EXPECT_NE(profile::find_label(own), nullptr)
        << kind << " '" << label << "' is not in src/profile/labels.cpp";
  }
  for (const char* label :
       {"kbragg::intensity::accumulate", "kbragg::noise::draw_counts", "kbragg::intensity::photons",
        "kbragg::intensity::rows", "kbragg::lattice::orientations", "kbragg::lattice::fallbacks",
        "kbragg::geometry::sources", "kbragg::lattice::hkl_table", "kbragg::metrics::pair_sums",
        "kbragg::metrics::subtract_mean", "kbragg::app::set_up", "kbragg::app::image",
        "kbragg::app::simulate_rows", "kbragg::app::copy_back", "kbragg::app::draw_noise",
        "kbragg::intensity::trace", "kbragg::app::write", "kbragg::app::make_files",
        "kbragg::app::end"})
    EXPECT_TRUE(known.contains(label)) << label << " was never told";
}

INSTANTIATE_TEST_SUITE_P(Backends, ToldLabels, testing::ValuesIn(backends_of_program()));

}  // namespace
}  // namespace kbragg::app_test
