// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <regex>
#include <string>
#include <vector>

#include "app/html_parts.hpp"
#include "app/report_html.hpp"
#include "report_example.hpp"

namespace kbragg::app_test {
namespace {

using app::escaped;
using app::phase_chart;
using app::TimeAxis;
using Json = nlohmann::ordered_json;

std::string example_page() { return app::summary_html(example_results(), example_pictures()); }

/// The page without the data of its pictures, which std::regex has no stack for.
std::string without_pictures(std::string page) {
  const std::string head = "base64,";
  for (std::size_t i = page.find(head); i != std::string::npos; i = page.find(head, i + 1))
    page.erase(i + head.size(), page.find('"', i) - i - head.size());
  return page;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + 1)) ++n;
  return n;
}

/// What is wrong with the nesting of tags; empty if nothing is.
std::string nesting_fault(const std::string& whole) {
  const std::string page = without_pictures(whole);
  const std::regex tag("<(/?)([a-z0-9]+)(?:\\s[^<>]*?)?(/?)>");
  std::vector<std::string> open;
  for (std::sregex_iterator i(page.begin(), page.end(), tag), end; i != end; ++i) {
    const std::string name = (*i)[2];
    if ((*i)[3] == "/" || name == "meta" || name == "img") continue;
    if ((*i)[1] != "/") {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return "</" + name + "> at " + std::to_string(i->position());
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

TEST(ReportPage, HoldsEverythingItself) {
  const std::string page = example_page();
  for (const char* outside : {"http", "<script", "<link", "url(", "@import", "<iframe", "//"})
    EXPECT_EQ(count(without_pictures(page), outside), 0U) << outside;
  EXPECT_EQ(count(page, "src="), 3U);
  EXPECT_EQ(count(page, "src=\"data:image/png;base64,iVBORw0KGgo"), 3U);  // the signature of PNG
}

TEST(ReportPage, NestsItsTags) {
  EXPECT_EQ(nesting_fault(example_page()), "");
  EXPECT_EQ(nesting_fault(app::summary_html(Json::object(), {})), "");
  EXPECT_NE(nesting_fault("<p><b></p></b>"), "");
}

TEST(ReportPage, ShowsEveryRowOfTheResults) {
  const std::string page = example_page();
  EXPECT_EQ(count(page, "data-name=\"case\""), 2U);
  EXPECT_EQ(count(page, "data-name=\""), 2 * count(page.substr(0, page.find("</tr>")), "<th"));
  EXPECT_EQ(count(page, "<svg"), 1U);  // the other has no times
  EXPECT_NE(page.find("<span class=\"verdict pass\">PASS</span>"), std::string::npos);
  EXPECT_NE(page.find("0.999999990</td>"), std::string::npos);  // correlation
  EXPECT_NE(page.find("data-name=\"cold\">65.5 ms</td>"), std::string::npos);
  EXPECT_NE(page.find("<b class=\"fail\">failed</b>"), std::string::npos);
  EXPECT_NE(page.find("data-name=\"backend\">serial</td>"), std::string::npos);  // as asked for
  EXPECT_NE(page.find("threads: 1: ended by signal 11</li>"), std::string::npos);
  EXPECT_NE(page.find("load average 3.20 above 2 usable cores</li>"), std::string::npos);
  EXPECT_NE(page.find("kbragg::kernels::accumulate_intensity"), std::string::npos);
}

TEST(ReportPage, ShowsADashForWhatIsAbsent) {
  Json results = example_results();
  results["results"][0].erase("correlation");
  results["results"][0]["sum_ratio"] = nullptr;
  const std::string page = app::summary_html(results, {});
  for (const char* name : {"correlation", "sum ratio"})
    EXPECT_EQ(count(page, std::string("data-name=\"") + name + "\">&ndash;</td>"), 2U) << name;
  EXPECT_EQ(count(page, "<h2>Images</h2>"), 0U);
}

TEST(ReportPage, RoundsNoCorrelationUp) {
  Json results = example_results();
  results["results"][0]["correlation"] = 0.98999999999;
  EXPECT_NE(app::summary_html(results, {}).find(">0.989999999</td>"), std::string::npos);
}

TEST(ReportPage, TellsABlockedVerdict) {
  Json results = example_results();
  results["verdict"] = "BLOCKED";
  results["problems"] = {{{"exit_code", 3}, {"text", "flat-1024: 0.98 is below 0.99"}}};
  results["results"][0]["gate"] = "fail";
  const std::string page = app::summary_html(results, {});
  EXPECT_NE(page.find("<span class=\"verdict fail\">BLOCKED</span>"), std::string::npos);
  EXPECT_NE(page.find("<p class=\"fail\">flat-1024: 0.98 is below 0.99</p>"), std::string::npos);
  EXPECT_NE(page.find("<b class=\"fail\">fail</b>"), std::string::npos);
}

TEST(ReportPage, EscapesText) {
  EXPECT_EQ(escaped("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  Json results = example_results();
  results["command"] = "kbragg bench --outdir \"<script>alert(1)</script>\"";
  results["results"][0]["anomalies"] = {"<img src=x>"};
  const std::string page = app::summary_html(results, {{"<b>", "png", "\"&"}});
  for (const char* tag : {"<script", "<img src=x", "alt=\"<b>"})
    EXPECT_EQ(count(page, tag), 0U) << tag;
  EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos);
  EXPECT_EQ(nesting_fault(page), "");
}

TEST(ReportPage, ListsTheKernelsOfEveryProfiledRow) {
  Json results = example_results();
  results["results"][1]["top_kernels"] = {{{"label", "kbragg::io::a<b>"}, {"calls", 3}}};
  const std::string page = app::summary_html(results, {});
  EXPECT_NE(page.find("<td>kbragg::kernels::accumulate_intensity</td><td>for</td><td class=\"n\">1"
                      "</td><td class=\"n\">45.100</td><td class=\"n\">88.00</td>"),
            std::string::npos);
  EXPECT_NE(page.find("<td>kbragg::io::a&lt;b&gt;</td><td>&ndash;</td><td class=\"n\">3</td>"),
            std::string::npos);
}

TEST(ReportPage, EncodesPictures) {
  const std::string head = "data:image/png;base64,";
  EXPECT_EQ(app::png_url(""), head);
  EXPECT_EQ(app::png_url("f"), head + "Zg==");  // the examples of RFC 4648
  EXPECT_EQ(app::png_url("fo"), head + "Zm8=");
  EXPECT_EQ(app::png_url("foobar"), head + "Zm9vYmFy");
  EXPECT_EQ(app::png_url("\xff\xfe\xfd"), head + "//79");
}

TEST(ReportPage, WritesTimesWithThreeDigits) {
  EXPECT_EQ(app::time_text(0), "0 s");
  EXPECT_EQ(app::time_text(2e-7), "0.2 us");
  EXPECT_EQ(app::time_text(0.00099949), "999 us");
  EXPECT_EQ(app::time_text(0.00099951), "1 ms");
  EXPECT_EQ(app::time_text(0.99951), "1 s");
  EXPECT_EQ(app::time_text(999.6), "1000 s");
  EXPECT_EQ(app::time_text(12345.6), "12346 s");
}

TEST(TimeAxis, CoversWholeDecades) {
  const TimeAxis axis({0.003, 0, 2.5});
  EXPECT_EQ(axis.first(), -3);
  EXPECT_EQ(axis.last(), 1);
  EXPECT_DOUBLE_EQ(axis.position(0.001), 0);
  EXPECT_DOUBLE_EQ(axis.position(10), 1);
  EXPECT_DOUBLE_EQ(axis.position(0.1), 0.5);
  EXPECT_DOUBLE_EQ(axis.position(1e-9), 0);
  EXPECT_DOUBLE_EQ(axis.position(0), 0);
}

TEST(TimeAxis, StartsAtTenMicroseconds) {
  const TimeAxis axis({1e-7, 0.05});
  EXPECT_EQ(axis.first(), -5);
  EXPECT_EQ(axis.last(), -1);
  EXPECT_EQ(TimeAxis({1e-7}).last(), -4);
  EXPECT_LT(TimeAxis({}).first(), TimeAxis({}).last());
  EXPECT_EQ(TimeAxis({1.0}).last(), 1);
}

TEST(PhaseChart, HasBarsAsLongAsTheirLogarithms) {
  const std::string chart = phase_chart({{"simulate", 0.05, 0.02}, {"start", 0.004, {}}},
                                        TimeAxis({0.05, 0.02, 0.004}));  // 1 ms to 100 ms
  const std::regex bar("<rect class=\"(cold|warm)\" x=\"24%\" y=\"(\\d+)\" width=\"([0-9.]+)%\"");
  std::vector<std::smatch> bars;
  for (std::sregex_iterator i(chart.begin(), chart.end(), bar), end; i != end; ++i)
    bars.push_back(*i);
  ASSERT_EQ(bars.size(), 3U);
  const double seconds[] = {0.05, 0.02, 0.004};
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(std::stod(bars[i][3]), 58 * (std::log10(seconds[i]) + 3) / 2, 1e-3) << i;
  EXPECT_EQ(bars[0][1], "cold");
  EXPECT_EQ(bars[1][1], "warm");
  EXPECT_LT(std::stod(bars[0][2]), std::stod(bars[1][2]));
  for (const char* text : {">50 ms</text>", ">20 ms</text>", ">4 ms</text>", ">1 ms</text>",
                           ">100 ms</text>", ">simulate</text>"})
    EXPECT_NE(chart.find(text), std::string::npos) << text;
}

TEST(ReportPictures, TellTheirScales) {
  const std::vector<double> a = {0, 1, 2, 4}, b = {0, 1, 2, 3};
  const auto pictures = app::report_pictures(a.data(), b.data(), 2, 2);
  ASSERT_EQ(pictures.size(), 3U);
  EXPECT_EQ(pictures[0].caption, pictures[1].caption);
  EXPECT_EQ(pictures[2].caption,
            "mid-grey 0, black and white 1 and more, 0.25 of the scale of the images");
  const auto same = app::report_pictures(a.data(), a.data(), 2, 2);
  EXPECT_EQ(same[2].caption, "no pixel differs");
  EXPECT_EQ(same[0].png, same[1].png);
  EXPECT_EQ(same[0].png.substr(1, 3), "PNG");
  const std::vector<double> dark(4, 0.0);
  EXPECT_EQ(app::report_pictures(dark.data(), dark.data(), 2, 2)[0].caption, "no pixel is above 0");
}

TEST(ReportPictures, AreSmallEnoughForAPage) {
  const std::string png = example_pictures()[0].png;  // of 600 x 600 pixels, two a dot
  ASSERT_GT(png.size(), 24U);
  const auto edge = [&](std::size_t i) {
    return static_cast<unsigned char>(png[i + 2]) * 256 + static_cast<unsigned char>(png[i + 3]);
  };
  EXPECT_EQ(edge(16), 300);  // width and height of the header chunk
  EXPECT_EQ(edge(20), 300);
}

}  // namespace
}  // namespace kbragg::app_test
