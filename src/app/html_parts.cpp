// SPDX-License-Identifier: BSD-3-Clause
#include "app/html_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace kbragg::app {

namespace {

constexpr int shortest = -5;  // exponent: what takes less than 10 us has no bar

/// Per cent of the width of a chart: names, then bars; the rest is for the numbers beside them.
constexpr double names = 24, bars = 58;

std::string bar(double top, const char* kind, const std::string& phase,
                const std::optional<double>& seconds, const TimeAxis& axis) {
  if (!seconds) return "";
  const double width = bars * axis.position(*seconds);
  const std::string time = time_text(*seconds);
  return fmt::format(
      "<rect class=\"{}\" x=\"{}%\" y=\"{}\" width=\"{:.3f}%\" height=\"10\"><title>{}, {}: {}"
      "</title></rect><text class=\"value\" x=\"{:.3f}%\" y=\"{}\" dx=\"4\">{}</text>\n",
      kind, names, top, width, escaped(phase), kind, time, names + width, top + 9, time);
}

std::string decades(const TimeAxis& axis, double bottom) {
  std::string lines;
  const int span = axis.last() - axis.first(), step = span > 4 ? 2 : 1;
  for (int e = 0; e <= span; ++e) {
    const double x = names + bars * e / span;
    lines += fmt::format(
        "<line class=\"decade\" x1=\"{0:.3f}%\" x2=\"{0:.3f}%\" y1=\"0\" y2=\"{1}\"/>", x, bottom);
    if (e % step == 0)
      lines += fmt::format("<text class=\"axis\" x=\"{:.3f}%\" y=\"{}\">{}</text>", x, bottom + 14,
                           time_text(std::pow(10.0, axis.first() + e)));
  }
  return lines + "\n";
}

}  // namespace

std::string escaped(std::string_view text) {
  static constexpr std::string_view special = "&<>\"'";
  static constexpr const char* entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
  std::string result;
  for (const char c : text) {
    const std::size_t i = special.find(c);
    if (i == std::string_view::npos)
      result += c;
    else
      result += entities[i];
  }
  return result;
}

std::string png_url(std::string_view bytes) {
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string url = "data:image/png;base64,";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      url += k <= count ? digits[three >> (18 - 6 * k) & 63U] : '=';
  }
  return url;
}

std::string time_text(double seconds) {
  const double size = std::fabs(seconds);
  if (size >= 999.5) return fmt::format("{:.0f} s", seconds);  // not 1e+03
  if (size >= 0.9995 || size == 0) return fmt::format("{:.3g} s", seconds);
  if (size >= 0.9995e-3) return fmt::format("{:.3g} ms", seconds * 1e3);
  return fmt::format("{:.3g} us", seconds * 1e6);
}

TimeAxis::TimeAxis(const std::vector<double>& seconds) {
  double least = 0, most = 0;
  for (const double time : seconds) {
    if (!(time > 0)) continue;
    least = least > 0 ? std::min(least, time) : time;
    most = std::max(most, time);
  }
  if (!(most > 0)) return;
  m_first = std::max(shortest, static_cast<int>(std::floor(std::log10(least))));
  m_last = std::max(m_first + 1, static_cast<int>(std::ceil(std::log10(most))));
}

double TimeAxis::position(double seconds) const {
  if (!(seconds > 0)) return 0;
  return std::clamp((std::log10(seconds) - m_first) / (m_last - m_first), 0.0, 1.0);
}

std::string phase_chart(const std::vector<PhaseBars>& phases, const TimeAxis& axis) {
  constexpr double height = 30;
  const double bottom = height * static_cast<double>(phases.size());
  std::string svg = fmt::format("<svg role=\"img\" width=\"100%\" height=\"{}\">\n", bottom + 18) +
                    decades(axis, bottom);
  double top = 2;
  for (const PhaseBars& phase : phases) {
    svg += fmt::format("<text x=\"0\" y=\"{}\">{}</text>\n", top + 14, escaped(phase.name));
    svg += bar(top, "cold", phase.name, phase.cold, axis);
    svg += bar(top + 12, "warm", phase.name, phase.warm, axis);
    top += height;
  }
  return svg + "</svg>\n";
}

}  // namespace kbragg::app
