// SPDX-License-Identifier: BSD-3-Clause
// Opens the page in headless Chromium and measures what it shows. Pictures of the page are left in
// the build folder, to be looked at.
#include <gtest/gtest.h>
#include <png.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "app/directory.hpp"
#include "app/html_parts.hpp"
#include "unit/app/report_example.hpp"

namespace kbragg::app_test {
namespace {

using Json = nlohmann::json;

std::string example_page() {
  auto results = example_results();
  auto& row = results["results"][0];
  row["preset"] = "oversample";  // as wide as rows get
  row["fast_pixels"] = row["slow_pixels"] = 4096;
  row["pixel_steps_per_s"] = 12345e6;
  return app::summary_html(results, example_pictures());
}

/// A page that shows `page` in a frame of this width and writes what it measured there as JSON.
std::string measuring(const std::string& page, int width) {
  return "<!DOCTYPE html><meta charset=\"utf-8\"><body><iframe id=\"f\" style=\"border:0;width:" +
         std::to_string(width) + "px;height:3000px\" srcdoc=\"" + app::escaped(page) +
         R"("></iframe><script>
window.onload = () => {
  const w = document.getElementById("f").contentWindow, d = w.document;
  const box = (e) => e.getBoundingClientRect();
  const svg = d.querySelector("svg");
  const seen = {
    width: w.innerWidth, content: d.documentElement.scrollWidth,
    pictures: [...d.images].map((i) => i.complete ? i.naturalWidth : 0),
    fetched: w.performance.getEntriesByType("resource").filter((e) => !e.name.startsWith("data:"))
      .length,
    background: w.getComputedStyle(d.body).backgroundColor,
    decades: [...svg.querySelectorAll("line")].map((e) => box(e).left),
    bars: [...svg.querySelectorAll("rect")].map((e) => [e.textContent, box(e).width]),
    beyond: [...svg.querySelectorAll("text")].filter((e) => box(e).right > box(svg).right + 1)
      .length,
    scrolling: [...d.querySelectorAll(".wide")].filter((e) => e.scrollWidth > e.clientWidth).length,
    charts: d.querySelectorAll("svg").length,
    letters: parseFloat(w.getComputedStyle(d.querySelector("td")).fontSize)};
  document.body.textContent = "MEASURED" + JSON.stringify(seen) + "END";
};
</script></body>)";
}

/// What a browser measures of the example in a frame of this width.
Json measured(int width, bool dark = false) {
  const Directory directory;
  directory.write("page.html", measuring(example_page(), width));
  const std::string command =
      std::string(KBRAGG_CHROMIUM) +
      " --headless --no-sandbox --disable-gpu --user-data-dir=" + directory.file("profile") +
      " --blink-settings=preferredColorScheme=" + (dark ? "0" : "1") +
      " --window-size=1800,1200 --virtual-time-budget=10000 --dump-dom file://" +
      directory.file("page.html") + " 2>/dev/null";
  std::string text;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot start the browser");
  std::array<char, 4096> part;
  while (const std::size_t n = std::fread(part.data(), 1, part.size(), pipe))
    text.append(part.data(), n);
  if (pclose(pipe) != 0) throw std::runtime_error("the browser failed");
  const std::size_t begin = text.find("MEASURED"), end = text.find("END</body>");
  if (end == std::string::npos) throw std::runtime_error("no measurement in " + text);
  return Json::parse(text.substr(begin + 8, end - begin - 8));
}

class PageOfWidth : public testing::TestWithParam<int> {};

TEST_P(PageOfWidth, FitsItsWidth) {
  const Json seen = measured(GetParam());
  EXPECT_EQ(seen["width"], GetParam());
  EXPECT_LE(seen["content"], GetParam());
  EXPECT_EQ(seen["fetched"], 0);
  EXPECT_EQ(seen["pictures"], Json({300, 300, 300}));
  EXPECT_EQ(seen["charts"], 1);
  EXPECT_EQ(seen["beyond"], 0) << "numbers beside bars are cut off";
  EXPECT_GE(seen["letters"], 12);
  EXPECT_LE(seen["scrolling"], GetParam() == 1600 ? 0 : 1) << "only kernels may, on a telephone";
}

TEST_P(PageOfWidth, DrawsBarsToScale) {
  const Json seen = measured(GetParam());
  const double axis = seen["decades"].back().get<double>() - seen["decades"][0].get<double>();
  EXPECT_GT(axis, 150);
  bool found = false;
  for (const Json& bar : seen["bars"])
    if (bar[0] == "simulate, cold: 51 ms") {  // on an axis from 10 us to 0.1 s
      found = true;
      EXPECT_NEAR(bar[1].get<double>() / axis, (std::log10(0.051) + 5) / 4, 0.01);
    }
  EXPECT_TRUE(found) << seen["bars"];
}

INSTANTIATE_TEST_SUITE_P(Widths, PageOfWidth, testing::Values(400, 1600));

TEST(Page, FollowsTheColorsOfTheReader) {
  EXPECT_EQ(measured(800)["background"], "rgb(252, 252, 251)");
  EXPECT_EQ(measured(800, true)["background"], "rgb(21, 24, 27)");
}

/// Number of different grey levels or colours of a PNG file.
std::size_t colors_of(const std::string& file, int& width) {
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&png, file.c_str())) return 0;
  png.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_SIZE(png));
  png_image_finish_read(&png, nullptr, bytes.data(), 0, nullptr);
  width = static_cast<int>(png.width);
  std::set<std::array<std::uint8_t, 3>> colors;
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3)
    colors.insert({bytes[i], bytes[i + 1], bytes[i + 2]});
  return colors.size();
}

TEST(Page, CanBePhotographed) {
  const std::filesystem::path folder = KBRAGG_PICTURES;
  std::filesystem::create_directories(folder);
  const std::string page = (folder / "summary.html").string();
  std::ofstream(page) << example_page();
  for (const std::string scheme : {"light", "dark"})
    for (const int width : {500, 1600}) {  // Chromium's windows are not narrower than 500
      const std::string picture = (folder / (scheme + std::to_string(width) + ".png")).string();
      std::filesystem::remove(picture);
      const std::string command = std::string("CHROMIUM=") + KBRAGG_CHROMIUM + " " + KBRAGG_SHOOT +
                                  " " + page + " " + picture + " " + std::to_string(width) +
                                  (width < 1000 ? " 4200 " : " 2000 ") + scheme;
      ASSERT_EQ(std::system(command.c_str()), 0) << command;
      int shown = 0;
      EXPECT_GT(colors_of(picture, shown), 200U) << picture;  // a blank page has one
      EXPECT_EQ(shown, width);
    }
}

}  // namespace
}  // namespace kbragg::app_test
