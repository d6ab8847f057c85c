// SPDX-License-Identifier: BSD-3-Clause
// The list of labels and the sources agree.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "profile/labels.hpp"

namespace kbragg::profile_test {
namespace {

namespace fs = std::filesystem;

/// Labels in the sources, with the files that have them.
std::map<std::string, std::set<std::string>> labels_in_sources() {
  const fs::path root = KBRAGG_SOURCE_DIRECTORY;
  const std::regex literal("\"(kbragg::[^\" ]*)\"");
  std::map<std::string, std::set<std::string>> found;
  for (const auto& entry : fs::recursive_directory_iterator(root / "src")) {
    const std::string name = fs::relative(entry.path(), root).generic_string();
    if (!entry.is_regular_file() || name == "src/profile/labels.cpp") continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (std::sregex_iterator match(text.begin(), text.end(), literal), end; match != end; ++match)
      found[(*match)[1]].insert(name);
  }
  return found;
}

TEST(Labels, OfTheSourcesAreThoseOfTheList) {
  const auto found = labels_in_sources();
  EXPECT_GT(found.size(), 20U);
  for (const auto& [label, files] : found)
    EXPECT_NE(profile::find_label(label), nullptr)
        << label << " of " << *files.begin() << " is not in src/profile/labels.cpp";
  for (const profile::Label& known : profile::all_labels()) {
    const auto used = found.find(std::string(known.label));
    ASSERT_NE(used, found.end()) << known.label << " is no longer used";
    EXPECT_TRUE(used->second.contains(std::string(known.file)))
        << known.label << " is not in " << known.file;
  }
}

TEST(Labels, HaveModuleAndName) {
  const std::regex form("kbragg::[a-z]+::[a-z_]+");
  std::set<std::string_view> once;
  for (const profile::Label& known : profile::all_labels()) {
    EXPECT_TRUE(std::regex_match(std::string(known.label), form)) << known.label;
    EXPECT_TRUE(once.insert(known.label).second) << known.label << " is there twice";
  }
}

TEST(Labels, OfKokkosNameTheOneInside) {
  EXPECT_EQ(profile::own_label("Kokkos::View::initialization [kbragg::lattice::fallbacks]"),
            "kbragg::lattice::fallbacks");
  EXPECT_EQ(profile::own_label("Kokkos::View::initialization [kbragg::noise::counts] via memset"),
            "kbragg::noise::counts");
  EXPECT_EQ(profile::own_label("kbragg::intensity::photons_mirror"), "kbragg::intensity::photons");
  for (const char* label :
       {"Kokkos::ViewFill-1D", "Kokkos::View::destruction []", "[unlabeled]", "HostSpace fence"}) {
    EXPECT_EQ(profile::own_label(label), label);
    EXPECT_TRUE(profile::is_of_kokkos(label));
  }
  EXPECT_EQ(profile::find_label("kbragg::intensity::unheard_of"), nullptr);
}

}  // namespace
}  // namespace kbragg::profile_test
