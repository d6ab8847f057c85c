// SPDX-License-Identifier: BSD-3-Clause
// Pieces of an HTML page: text, picture data, a chart of bars.
#ifndef KBRAGG_APP_HTML_PARTS_HPP
#define KBRAGG_APP_HTML_PARTS_HPP

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbragg::app {

/// `text` with the characters that mean something in HTML replaced; also good inside quotes.
std::string escaped(std::string_view text);

/// The bytes as a data URL of a PNG picture.
std::string png_url(std::string_view bytes);

/// A time in s, ms or us with three digits.
std::string time_text(double seconds);

/// Times from 10 us to the longest on a logarithmic axis that covers whole decades.
class TimeAxis {
 public:
  explicit TimeAxis(const std::vector<double>& seconds);
  /// Where the time is, from 0 to 1; shorter ones than the axis has are at 0.
  double position(double seconds) const;
  int first() const { return m_first; }  ///< exponent of ten of its first decade
  int last() const { return m_last; }    ///< exponent of ten of its end

 private:
  int m_first = -3, m_last = 0;
};

/// A phase of a row: a missing time has no bar.
struct PhaseBars {
  std::string name;
  std::optional<double> cold, warm;  ///< seconds
};

/// An SVG with two bars a phase. It takes the width it is given, the size of letters is fixed.
std::string phase_chart(const std::vector<PhaseBars>& phases, const TimeAxis& axis);

}  // namespace kbragg::app

#endif
