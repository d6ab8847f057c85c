// SPDX-License-Identifier: BSD-3-Clause
#include "config/catalog.hpp"
#include "mini_schema.hpp"
#include "support.hpp"

namespace kbragg::test {
namespace {

using nlohmann::json;

const json& schema() {
  static const json parsed = json::parse(config::json_schema());
  return parsed;
}

// Every entry of the catalog has its property, with its description and default.
void compare(const config::Entry& section, const json& object) {
  EXPECT_EQ(object["type"], "object") << section.path;
  EXPECT_EQ(object["additionalProperties"], false) << section.path;
  EXPECT_EQ(object["properties"].size(), section.entries.size()) << section.path;
  for (const config::Entry& entry : section.entries) {
    ASSERT_TRUE(object["properties"].contains(entry.name)) << entry.path;
    const json& property = object["properties"][entry.name];
    EXPECT_TRUE(property["description"].get<std::string>().starts_with(entry.doc)) << entry.path;
    const bool has_default = entry.kind == config::Entry::Kind::value && !entry.optional &&
                             !entry.required && entry.type.kind != config::ValueKind::text;
    if (has_default) {
      ASSERT_TRUE(property.contains("default")) << entry.path;
      EXPECT_EQ(violation(property, property["default"]), "") << entry.path;
    }
    if (entry.kind == config::Entry::Kind::section) compare(entry, property);
    if (entry.kind == config::Entry::Kind::list) compare(entry, property["items"]);
  }
}

TEST(Schema, CoversEveryKey) {
  EXPECT_EQ(schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
  compare(config::catalog(), schema());
}

void check_examples(const json& node) {
  if (!node.is_structured()) return;
  if (node.is_object() && node.contains("pattern") && node.contains("examples")) {
    for (const json& example : node["examples"]) EXPECT_EQ(violation(node, example), "") << node;
  }
  for (const json& inner : node) check_examples(inner);
}

TEST(Schema, ExamplesFollowIt) { check_examples(schema()); }

TEST(Schema, AcceptsWhatTheReaderAccepts) {
  std::vector<std::string> texts = complete_texts();
  texts.push_back(minimal_with());
  for (const std::string& text : complete_texts()) texts.push_back(to_yaml(parse(text)));
  for (const std::string_view distance :
       {"250mm", "'250 mm'", "+2.5e2 mm", ".25 m", "2.5e9 Å", "250000 µm"})
    texts.push_back(minimal_with("250 mm", distance));
  texts.push_back(minimal_with("512", "5.12e2"));
  texts.push_back(minimal_with("  cells", "  space_group: 19\n  cells"));
  for (const std::string& text : texts) {
    EXPECT_EQ(refusal(text), "");
    EXPECT_EQ(violation(schema(), yaml_as_json(text)), "") << text;
  }
}

struct Change {
  std::string_view piece;
  std::string_view by;
};

TEST(Schema, RefusesWhatTheReaderRefuses) {
  const Change changes[] = {
      {"wavelength", "wavelenght"},
      {"crystal:", "crystl:"},
      {"schema: 1\n", ""},
      {"schema: 1", "schema: 2"},
      {"1 A", "1"},
      {"1 A", "1 deg"},
      {"1 A", "1A1"},
      {"1 A", "A"},
      {"1 A", "[1 A]"},
      {"1 A", ""},
      {"1 A", "nan A"},
      {"100 e", "100"},
      {"512, 256", "512"},
      {"512, 256", "512, 256, 3"},
      {"512", "0"},
      {"512", "1.5"},
      {"512", "\"512\""},
      {"{a: 79 A, b: 79 A, c: 38 A}", "79 A"},
      {"{a: 79 A, b: 79 A, c: 38 A}", "{a: 79 A, c: 38 A}"},
      {"  cells", "  fudge: -1\n  cells"},
      {"  cells", "  shape: hexagonal\n  cells"},
      {"  cells", "  matrix_file: a\n  a_matrix: {}\n  cells"},
      {"  cells: [10, 11, 12]", "  fudge: 1"},
      {"  cells", "  size: [1 um, 1 um, 1 um]\n  cells"},
      {"crystal:", "  energy: 12 keV\ncrystal:"},
      {"crystal:", "  flux: 1e12 photons/s\n  size: 1 mm\ncrystal:"},
      {"crystal:", "  sources: []\ncrystal:"},
      {"crystal:", "  sources: [{weight: 1}]\ncrystal:"},
      {"crystal:", "  dispersion: {range: 12, steps: 1}\ncrystal:"},
      {"crystal:", "  dispersion: {range: 0.21, steps: 1}\ncrystal:"},
      {"crystal:", "  dispersion: {range: '21', steps: 1}\ncrystal:"},
      {"crystal:", "  polarization: {enabled: yes}\ncrystal:"},
      {"crystal:", "  polarization: {kahn_factor: 2}\ncrystal:"},
      {"  constant", "  interpolation: linear\n  constant"},
      {"detector:", "run: {threads: some}\ndetector:"},
      {"detector:", "run: {threads: 0}\ndetector:"},
      {"detector:", "output: {title: true}\ndetector:"},
      {"detector:", "output: {title: \"\"}\ndetector:"},
      {"detector:", "output: {title: }\ndetector:"},
  };
  for (const Change& change : changes) {
    const std::string text = minimal_with(change.piece, change.by);
    EXPECT_NE(refusal(text), "") << text;
    EXPECT_NE(violation(schema(), yaml_as_json(text)), "") << text;
  }
}

}  // namespace
}  // namespace kbragg::test
