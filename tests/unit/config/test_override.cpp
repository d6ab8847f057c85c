// SPDX-License-Identifier: BSD-3-Clause
#include "support.hpp"

namespace kbragg::test {
namespace {

using config::Override;
using config::RunConfig;

TEST(Override, ReplacesAndAdds) {
  const RunConfig c = parse(minimal_with(), {{"detector.distance", "0.3 m"},
                                             {"crystal.mosaic.spread", "0.3 deg"},
                                             {"crystal.misset", "[1 deg, 2 deg, 3 deg]"},
                                             {"scan", "{images: 3}"},
                                             {"run.threads", "2"},
                                             {"run.threads", "4"},
                                             {"output.title", "\"\\\"a: b\\\"\""}});
  EXPECT_EQ(c.detector.distance->si(), 0.3);
  EXPECT_EQ(c.crystal.mosaic->spread, (config::Angle{0.3, "deg"}));
  EXPECT_EQ((*c.crystal.misset)[2].value, 3);
  EXPECT_EQ(c.scan.images, 3);
  EXPECT_EQ(c.run.threads.value, 4);
  EXPECT_EQ(c.output.title, "\"a: b\"");
  EXPECT_EQ(c.locations.at("crystal.mosaic.spread"), "--set crystal.mosaic.spread");
  EXPECT_EQ(c.where("crystal.mosaic.spread"), "--set crystal.mosaic.spread");
  EXPECT_EQ(c.where("scan.images"), "--set scan: scan.images");
}

TEST(Override, ReachesIntoLists) {
  const RunConfig c =
      parse(complete_texts()[1], {{"beam.sources.1.weight", "5"}, {"crystal.size.0", "7 um"}});
  EXPECT_EQ(c.beam.sources[1].weight, 5);
  EXPECT_EQ((*c.crystal.size)[0].value, 7);
}

TEST(Override, NullRemovesAKey) {
  const RunConfig c = parse(minimal_with(), {{"crystal.cells", "null"},
                                             {"crystal.size", "[1 um, 1 um, 1 um]"},
                                             {"crystal.cell.c", "~"},
                                             {"crystal.cell", "~"}});
  EXPECT_FALSE(c.crystal.cells);
  EXPECT_TRUE(c.crystal.size);
  EXPECT_FALSE(c.crystal.cell);
}

TEST(Override, FillsAnEmptySection) {
  EXPECT_EQ(parse(minimal_with() + "run:\n", {{"run.threads", "2"}}).run.threads.value, 2);
}

struct Row {
  Override change;
  std::string_view begin;
  std::vector<std::string_view> words;
};

TEST(Override, BadOnesAreOneSentence) {
  const Row rows[] = {
      {{"crystal.mosaic.spread", "3"},
       "--set crystal.mosaic.spread: found '3' without a unit",
       {"deg"}},
      {{"crystal.mosiac.spread", "3 deg"},
       "--set crystal.mosiac.spread: crystal.mosiac: unknown key",
       {"'crystal.mosaic'"}},
      {{"crystal.mosaic.sprad", "3 deg"},
       "--set crystal.mosaic.sprad: unknown key",
       {"'crystal.mosaic.spread'"}},
      {{"distance", "3 mm"}, "--set distance: unknown key", {"'detector.distance'"}},
      {{"detector.distance", ""}, "--set detector.distance: found nothing", {}},
      {{"detector.distance", "\"1 mm"}, "--set detector.distance", {}},
      {{"detector.distance", "[1 mm"}, "--set detector.distance", {"YAML"}},
      {{"detector.distance.unit", "mm"},
       "--set detector.distance.unit: detector.distance is the single value '250 mm'",
       {"'unit'"}},
      {{"crystal.cells.3", "1"}, "--set crystal.cells.3: found '3' as element", {"has 3"}},
      {{"crystal.cells.x", "1"}, "--set crystal.cells.x: found 'x' as element", {}},
      {{"beam.energy", "12 keV"},
       "--set beam.energy: given beside beam.wavelength (run.yaml:3:3)",
       {"wavelength and energy"}},
      {{"scan", "{images: 0}"}, "--set scan: scan.images: found '0'", {"from 1 to 1000000"}},
      {{"", "1"}, "--set: found the key path ''", {"crystal.mosaic.spread"}},
      {{"beam..energy", "1"}, "--set: found the key path 'beam..energy'", {}},
      {{".beam", "1"}, "--set: found the key path", {}},
      {{std::string(5000, 'a'), "1"}, "--set: found the key path", {"..."}},
      {{"scan.steps", "null"}, "--set scan.steps: the run file has no such key to remove", {}},
      {{"beam", "null"}, "run.yaml:1:1: beam: missing", {}},
  };
  for (const Row& row : rows) {
    const std::string message = refusal(minimal_with(), {row.change});
    EXPECT_TRUE(message.starts_with(row.begin)) << message << "\n  expected " << row.begin;
    EXPECT_EQ(message.find('\n'), std::string::npos);
    for (const std::string_view word : row.words)
      EXPECT_NE(message.find(word), std::string::npos) << message << "\n  lacks " << word;
  }
}

}  // namespace
}  // namespace kbragg::test
