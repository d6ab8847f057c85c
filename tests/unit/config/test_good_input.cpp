// SPDX-License-Identifier: BSD-3-Clause
#include <fstream>
#include <set>

#include "config/catalog.hpp"
#include "support.hpp"

namespace kbragg::test {
namespace {

using config::RunConfig;

TEST(GoodInput, MinimalFileHasDefaults) {
  const RunConfig c = parse(minimal_with());
  EXPECT_EQ(c.schema, 1);
  EXPECT_EQ(c.beam.wavelength->si(), 1 / 1e10);
  EXPECT_FALSE(c.beam.energy);
  EXPECT_FALSE(c.beam.fluence);
  EXPECT_TRUE(c.beam.polarization.enabled);
  EXPECT_FALSE(c.beam.divergence);
  EXPECT_TRUE(c.beam.sources.empty());
  EXPECT_EQ(c.crystal.cell->alpha, (config::Angle{90, "deg"}));
  EXPECT_EQ((*c.crystal.cells)[2], 12);
  EXPECT_EQ(c.crystal.shape, config::CrystalShape::square);
  EXPECT_FALSE(c.crystal.mosaic);
  EXPECT_EQ(c.structure_factors.default_F.value, 0);
  EXPECT_FALSE(c.structure_factors.interpolation.value);
  EXPECT_EQ(c.detector.convention, config::Convention::mosflm);
  EXPECT_EQ(c.detector.pixels[1], 256);
  EXPECT_EQ(c.detector.pixel_size.si(), 0.1 / 1000);
  EXPECT_EQ(c.scan.images, 1);
  EXPECT_FALSE(c.sampling.oversample.value);
  EXPECT_EQ(c.noise.kind, config::NoiseKind::none);
  EXPECT_FALSE(c.run.backend.value);
  EXPECT_EQ(c.output.pixel_type, config::PixelType::float32);
  EXPECT_TRUE(c.output.file.empty());
}

TEST(GoodInput, ReadsValues) {
  const RunConfig c = parse(complete_texts()[0]);
  EXPECT_EQ(c.beam.polarization.kahn_factor, -0.5);
  EXPECT_EQ((*c.beam.polarization.axis)[2], 1);
  EXPECT_EQ(c.beam.divergence->steps[1], 5);
  EXPECT_EQ(c.beam.dispersion->range.si(), 0.2 / 100);
  EXPECT_EQ(c.crystal.a_matrix->c_star[2].si(), 0.26 * 1e9);
  EXPECT_EQ((*c.crystal.misset)[2], (config::Angle{0.5, "rad"}));
  EXPECT_EQ(c.structure_factors.interpolation.value, config::Interpolation::nearest);
  EXPECT_EQ((*c.detector.closest_point)[1], (config::DetectorPosition{600.5, "px"}));
  EXPECT_EQ(c.detector.sensor->material, config::SensorMaterial::cadmium_telluride);
  EXPECT_EQ(c.run.backend.value, "openmp");
  EXPECT_EQ(c.run.threads.value, 2);
  EXPECT_EQ(c.output.file, "out: 1.h5");
  EXPECT_EQ(c.output.title, "Lysozyme \"test\" µ");
  EXPECT_EQ(c.output.preview->resolution_rings.size(), 2u);
  const RunConfig sources = parse(complete_texts()[1]);
  ASSERT_EQ(sources.beam.sources.size(), 2u);
  EXPECT_EQ(sources.beam.sources[0].weight, 2);
  EXPECT_EQ(sources.beam.sources[1].weight, 1);
  EXPECT_EQ(sources.beam.sources[1].wavelength->value, 1.01);
  EXPECT_EQ(parse(complete_texts()[3]).crystal.space_group, "19");
}

struct Spelling {
  std::string_view text;
  double value;
  std::string_view unit;
};

TEST(GoodInput, SpellingsOfAQuantity) {
  const Spelling spellings[] = {
      {"250 mm", 250, "mm"},        {"250mm", 250, "mm"},          {"'250 mm'", 250, "mm"},
      {"\" 250  mm \"", 250, "mm"}, {"+250 mm", 250, "mm"},        {"2.5e2mm", 250, "mm"},
      {".25 m", 0.25, "m"},         {"25. cm", 25, "cm"},          {"250000 µm", 250000, "um"},
      {"2.5e9 Å", 2.5e9, "A"},      {"2.5e9angstrom", 2.5e9, "A"}, {"!!str 250 mm", 250, "mm"},
  };
  for (const Spelling& s : spellings) {
    const std::string text = minimal_with("250 mm", s.text);
    ASSERT_EQ(refusal(text), "");
    const config::Length distance = *parse(text).detector.distance;
    EXPECT_EQ(distance.value, s.value) << s.text;
    EXPECT_EQ(distance.unit, s.unit) << s.text;
  }
}

TEST(GoodInput, SpellingsOfAnInteger) {
  for (const std::string_view text : {"512", "+512", "512.0", "5.12e2"})
    EXPECT_EQ(parse(minimal_with("512", text)).detector.pixels[0], 512) << text;
}

TEST(GoodInput, YamlForms) {
  EXPECT_EQ(refusal("\xef\xbb\xbf---\n" + minimal_with() + "...\n"), "");
  EXPECT_EQ(refusal("%YAML 1.2\n---\n" + minimal_with()), "");
  std::string windows;
  for (const char c : minimal_with())
    windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(refusal(windows), "");
  EXPECT_EQ(parse(windows).locations.at("detector.distance"), "run.yaml:11:13");
  const RunConfig c =
      parse(minimal_with("{a: 79 A, b: 79 A, c: 38 A}", "{a: &edge 79 A, b: *edge, c: *edge}"));
  EXPECT_EQ(c.crystal.cell->c, (config::Length{79, "A"}));
}

TEST(GoodInput, EmptySectionMeansDefaults) {
  EXPECT_TRUE(parse(minimal_with("crystal:", "  divergence: {}\ncrystal:")).beam.divergence);
}

TEST(GoodInput, LocationsOfGivenKeys) {
  const RunConfig c = parse(minimal_with());
  EXPECT_EQ(c.locations.at("detector"), "run.yaml:9:1");
  EXPECT_EQ(c.locations.at("detector.distance"), "run.yaml:11:13");
  EXPECT_EQ(c.locations.at("crystal.cell.b"), "run.yaml:5:22");
  EXPECT_EQ(c.locations.at("crystal.cells"), "run.yaml:6:10");
  EXPECT_EQ(c.locations.count("detector.pixel_size"), 0u);
  EXPECT_EQ(c.where("detector.distance"), "run.yaml:11:13: detector.distance");
  EXPECT_EQ(c.where("detector.pixel_size"), "run.yaml: detector.pixel_size");
  const RunConfig sources = parse(complete_texts()[1]);
  EXPECT_EQ(sources.locations.at("beam.sources.1.wavelength"), "run.yaml:8:19");
}

TEST(GoodInput, ColumnsCountCharacters) {
  const RunConfig c = parse(minimal_with("{a: 79 A, b", "{a: 79 Å, b"));
  EXPECT_EQ(c.locations.at("crystal.cell.b"), "run.yaml:5:22");
}

TEST(GoodInput, ResolvesInputFileNames) {
  const RunConfig c = parse(minimal_with());
  EXPECT_EQ(c.resolve("a.hkl"), "runs/a.hkl");
  EXPECT_EQ(c.resolve("/data/a.hkl"), "/data/a.hkl");
  EXPECT_EQ(config::read_run_text(minimal_with(), "run.yaml", "").resolve("a.hkl"), "a.hkl");
}

TEST(GoodInput, ReadsAFile) {
  const std::string path = ::testing::TempDir() + "kbragg_test_config.yaml";
  std::ofstream(path) << minimal_text;
  const RunConfig c = config::read_run_file(path);
  EXPECT_EQ(c.file_name, path);
  EXPECT_EQ(c.locations.at("beam.wavelength"), path + ":3:15");
  EXPECT_EQ(c.resolve("a.hkl"), ::testing::TempDir() + "a.hkl");
}

TEST(GoodInput, WrittenFileReadsBackEqual) {
  std::vector<std::string> texts = complete_texts();
  texts.push_back(minimal_with());
  for (const std::string& text : texts) {
    const std::string yaml = to_yaml(parse(text));
    ASSERT_EQ(refusal(yaml), "") << yaml;
    EXPECT_EQ(to_yaml(parse(yaml)), yaml);
  }
}

TEST(GoodInput, WrittenFileKeepsNumbersAndUnits) {
  const std::string yaml = to_yaml(parse(complete_texts()[0]));
  for (const std::string_view line :
       {"  wavelength: 0.9768 A\n", "  direction: [1, 0, 0.001]\n", "  exposure: 100 ms\n",
        "    beta: 1.6 rad\n", "  closest_point: [100 mm, 600.5 px]\n",
        "    c_star: [0 1/A, 0 1/A, 0.26 1/nm]\n", "  space_group: P 43 21 2\n",
        "    range: 0.2 %\n", "  file: \"out: 1.h5\"\n", "  title: \"Lysozyme \\\"test\\\" µ\"\n"})
    EXPECT_NE(yaml.find(line), std::string::npos) << line << yaml;
  EXPECT_EQ(yaml.find("energy"), std::string::npos);
  const std::string defaults = to_yaml(parse(minimal_with()));
  EXPECT_NE(defaults.find("  oversample: auto\n"), std::string::npos);
  EXPECT_NE(defaults.find("background: {}\n"), std::string::npos);
}

TEST(GoodInput, WrittenTextsReadBackEqual) {
  for (const std::string_view title :
       {"true", "null", "12", "1e3", ".5", "~", "- a", "a: b", "a #b", " a ", "a  b", "auto", "\\",
        "'", "a\nb", "µ", "0x1F"}) {
    RunConfig c = parse(minimal_with());
    c.output.title = title;
    EXPECT_EQ(parse(to_yaml(c)).output.title, title);
  }
}

void collect(const config::Entry& section, std::set<std::string>& paths) {
  for (const config::Entry& entry : section.entries) {
    paths.insert(entry.path);
    collect(entry, paths);
  }
}

TEST(GoodInput, CompleteTextsGiveEveryKey) {
  std::set<std::string> all;
  collect(config::catalog(), all);
  std::set<std::string> given;
  for (const std::string& text : complete_texts()) {
    ASSERT_EQ(refusal(text), "");
    for (const auto& [path, place] : parse(text).locations) given.insert(path);
  }
  for (const std::string& path : all)
    EXPECT_TRUE(given.count(path) || given.count("beam.sources.1" + path.substr(path.rfind('.'))))
        << path;
}

TEST(GoodInput, ReferenceNamesEveryKeyAndUnit) {
  const std::string text = config::config_reference();
  std::set<std::string> all;
  collect(config::catalog(), all);
  for (const std::string& path : all)
    EXPECT_NE(text.find("| `" + path.substr(path.rfind('.') + 1) + "` |"), std::string::npos)
        << path;
  for (const std::string_view piece :
       {"### crystal.mosaic\n", "Exactly one of `wavelength` and `energy` must be given.",
        "`flux` needs `exposure` and `size`.", "- `tophat`: ", "`photons/um^2`",
        "from 1 to 179 deg"})
    EXPECT_NE(text.find(piece), std::string::npos) << piece;
}

}  // namespace
}  // namespace kbragg::test
