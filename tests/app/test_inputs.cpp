// SPDX-License-Identifier: BSD-3-Clause
// Reflection and structure files give images: small ones of our own, or real ones when the
// environment variable KBRAGG_REAL_DATA names their directory.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>

#include "images.hpp"
#include "inputs.hpp"

namespace kbragg::app_test {
namespace {

const std::string data = std::string(KBRAGG_SOURCE_DIRECTORY) + "/tests/data";
const Edit no_cell{"cell: {a: 40 A, b: 50 A, c: 60 A}", "misset: [10 deg, 20 deg, 30 deg]"};

/// A run with the cell of the file that `source` names.
std::string run_with(const std::string& source) {
  return run_text({{"constant: 100 e", source}, no_cell});
}

void copy_to(const Directory& directory, const std::string& file) {
  std::filesystem::copy_file(data + "/" + file, directory.file(file));
}

Images images_with(const Directory& directory, const std::string& source) {
  directory.write("run.yaml", run_with(source));
  const Images images = run_images(directory, "out.h5");
  EXPECT_GT(largest(images.photons), 0);
  return images;
}

TEST(StructureFile, PdbAndMmcifOfOneModelGiveOneImage) {
  const Directory directory;
  copy_to(directory, "peptide.pdb");
  copy_to(directory, "peptide.cif");
  const Images pdb = images_with(directory, "structure: {file: peptide.pdb, dmin: 2 A}");
  const Images cif = images_with(directory, "structure: {file: peptide.cif, dmin: 2 A}");
  ASSERT_EQ(pdb.photons.size(), cif.photons.size());
  const double brightest = largest(pdb.photons);
  for (std::size_t i = 0; i < pdb.photons.size(); ++i)
    EXPECT_NEAR(pdb.photons[i], cif.photons[i], 1e-3 * brightest) << i;
}

TEST(StructureFile, GzippedGivesTheSameImage) {
  const Directory directory;
  for (const std::string name : {"peptide.pdb", "peptide.cif"}) {
    copy_to(directory, name);
    const std::string text = directory.read(name);
    const gzFile file = gzopen(directory.file(name + ".gz").c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    const Images plain = images_with(directory, "structure: {file: " + name + ", dmin: 2 A}");
    EXPECT_TRUE(same_pixels(
        plain, images_with(directory, "structure: {file: " + name + ".gz, dmin: 2 A}")));
  }
}

TEST(MtzFile, GivesTheImageOfTheSameReflectionsAsText) {
  const Directory directory;
  std::vector<std::vector<float>> rows;
  std::string text;
  for (int h = 0; h < 15; ++h)
    for (int k = 0; k < 15; ++k)
      for (int l = 1; l < 15; ++l) {
        const float F = static_cast<float>(1 + (7 * h + 5 * k + 3 * l) % 100);
        rows.push_back(
            {static_cast<float>(h), static_cast<float>(k), static_cast<float>(l), F * F, F});
        text += std::to_string(h) + " " + std::to_string(k) + " " + std::to_string(l) + " " +
                std::to_string(F) + "\n";
      }
  directory.write("a.mtz",
                  mtz_file({{"H", 'H'}, {"K", 'H'}, {"L", 'H'}, {"I", 'J'}, {"F", 'F'}}, rows));
  directory.write("a.hkl", text);
  const Images mtz = images_with(directory, "mtz: {file: a.mtz}");
  EXPECT_TRUE(same_pixels(mtz, images_with(directory, "mtz: {file: a.mtz, column: F}")));
  EXPECT_TRUE(same_pixels(mtz, images_with(directory, "mtz: {file: a.mtz, column: I}")));
  EXPECT_TRUE(same_pixels(mtz, images_with(directory, "mtz: {file: a.mtz, type: J}")));
  directory.write("run.yaml", run_text({{"constant: 100 e", "hkl_file: a.hkl"},
                                        {"cells: [5",
                                         "space_group: P 21 21 21\n  misset: [10 deg, 20 deg, "
                                         "30 deg]\n  cells: [5"}}));
  EXPECT_TRUE(same_pixels(mtz, run_images(directory, "text.h5")));
}

/// Structure factors of real files, or of our own where there are none.
std::vector<std::string> sources_of_files() {
  const char* const place = std::getenv("KBRAGG_REAL_DATA");
  const std::string files = place ? place : data;
  if (!place)
    return {"structure: {file: " + files + "/peptide.pdb, dmin: 2 A}",
            "structure: {file: " + files + "/peptide.cif, dmin: 2 A}"};
  return {"mtz: {file: " + files + "/5e5z.mtz}",
          "structure: {file: " + files + "/5e5z.pdb, dmin: 2 A}",
          "structure: {file: " + files + "/1pfe.cif.gz, dmin: 2 A}"};
}

TEST(FilesElsewhere, GiveImages) {
  const Directory directory;
  for (const std::string& source : sources_of_files()) images_with(directory, source);
}

TEST(CellOfTheFile, MayDifferALittleFromThatOfTheRun) {
  const Directory directory;
  directory.write("a.mtz",
                  mtz_file({{"H", 'H'}, {"K", 'H'}, {"L", 'H'}, {"F", 'F'}}, {{1, 2, 3, 10}}));
  directory.write("run.yaml", run_text({{"constant: 100 e", "mtz: {file: a.mtz}"},
                                        {"a: 40 A, b: 50 A", "a: 40.7 A, b: 49.1 A"}}));
  EXPECT_EQ(run_images(directory, "out.h5").shape.fast, 40);
}

}  // namespace
}  // namespace kbragg::app_test
