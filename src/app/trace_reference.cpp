// SPDX-License-Identifier: BSD-3-Clause
#include "app/trace_reference.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

#include "app/trace_keys.hpp"
#include "app/trace_text.hpp"
#include "base/error.hpp"
#include "io/text_file.hpp"

namespace kbragg::app {

namespace {

constexpr double angstrom = 1e-10;  // m

using Numbers = std::vector<double>;

/// The console, line by line; '#' means nothing there.
class Console {
 public:
  explicit Console(const std::string& path) : m_path(path) {
    const std::string text = io::read_text_file(path, "console text");
    io::for_each_line(text,
                      [&](std::string_view line, std::size_t) { m_lines.emplace_back(line); });
  }

  /// Moves behind the head of the pixel and returns its sin(theta)/lambda (1/m). Throws when there
  /// is none.
  double enter_pixel(std::int64_t slow, std::int64_t fast) {
    for (; m_at < m_lines.size(); ++m_at) {
      long long f = 0, s = 0;
      double stol = 0;
      if (std::sscanf(m_lines[m_at].c_str(), "%lld %lld : stol = %lf", &f, &s, &stol) == 3 &&
          f == fast && s == slow)
        return stol;
    }
    fail(
        fmt::format("{}: holds no printout of the pixel slow {}, fast {}; nanoBragg prints it with "
                    "-printout_pixel {} {}",
                    m_path, slow, fast, fast, slow));
  }

  /// The first `size` numbers behind `mark` in the next line from here on that has it, or none.
  Numbers find(std::string_view mark, std::size_t size) const {
    for (std::size_t i = m_at; i < m_lines.size(); ++i) {
      const std::size_t position = m_lines[i].find(mark);
      if (position == std::string::npos) continue;
      Numbers numbers = split(m_lines[i].substr(position + mark.size()));
      if (numbers.size() < size) break;
      numbers.resize(size);
      return numbers;
    }
    return {};
  }

  /// The same. Throws when there are none.
  Numbers numbers(std::string_view mark, std::size_t size) const {
    Numbers found = find(mark, size);
    KBRAGG_REQUIRE(!found.empty(), fmt::format("{}: shows no {} number{} behind '{}'", m_path, size,
                                               size == 1 ? "" : "s", mark));
    return found;
  }

  /// The number in front of the mark of the first line that has it, 1 without such a line.
  std::int64_t count(std::string_view mark) const {
    for (const std::string& line : m_lines) {
      const std::size_t position = line.find(mark);
      if (position == std::string::npos) continue;
      const Numbers before = split(line.substr(0, position));
      if (!before.empty()) return static_cast<std::int64_t>(before.back());
    }
    return 1;
  }

 private:
  /// Numbers between anything that is no part of a number.
  static Numbers split(std::string_view text) {
    Numbers numbers;
    constexpr std::string_view separators = " \t\r=x,()";
    for (std::string_view token = io::next_token(text, separators); !token.empty();
         token = io::next_token(text, separators))
      if (const auto number = io::parse_number(token)) numbers.push_back(*number);
    return numbers;
  }

  std::string m_path;
  std::vector<std::string> m_lines;
  std::size_t m_at = 0;
};

std::string row(const Numbers& numbers, double unit = 1) {
  std::string text;
  for (const double number : numbers)
    text += (text.empty() ? "" : " ") + trace_number(number * unit);
  return text;
}

/// Copies `size` numbers behind a mark, if they are there.
void copy(const Console& console, TraceValues& values, const char* key, std::string_view mark,
          std::size_t size) {
  const Numbers numbers = console.find(mark, size);
  if (!numbers.empty()) values[key] = row(numbers);
}

/// The three columns of the next table of vectors.
void copy_vectors(const Console& console, TraceValues& values,
                  const std::array<const char*, 3>& keys, double unit) {
  const std::array<Numbers, 3> rows{console.numbers("X: ", 3), console.numbers("Y: ", 3),
                                    console.numbers("Z: ", 3)};
  for (std::size_t i = 0; i < 3; ++i)
    values[keys[i]] = row({rows[0][i], rows[1][i], rows[2][i]}, unit);
}

struct Counts {
  std::int64_t oversample, layers, sources, domains, phis;
  std::int64_t steps() const { return oversample * oversample * layers * sources * domains * phis; }
};

std::string blocks_of_run(const Console& console, const Counts& counts) {
  TraceValues a, b, c, d;
  copy(console, a, "beam_dir", "INCIDENT_BEAM_DIRECTION=", 3);
  copy(console, a, "spindle_axis", "ROTATION_AXIS=", 3);
  copy(console, b, "fdet_final", "DETECTOR_X-AXIS=", 3);
  copy(console, b, "sdet_final", "DETECTOR_Y-AXIS=", 3);
  copy(console, b, "odet_final", "DETECTOR_Z-AXIS=", 3);
  copy(console, b, "fbeam_m", "Fbeam=", 1);
  copy(console, b, "sbeam_m", "Sbeam=", 1);
  copy(console, b, "fclose_m", "Fclose=", 1);
  copy(console, b, "sclose_m", "Sclose=", 1);
  copy(console, b, "distance_m", " distance=", 1);
  copy(console, c, "cell_A_deg", "Unit Cell:", 6);
  copy(console, c, "volume_A3", "volume =", 1);
  copy_vectors(console, c, {"a0_A", "b0_A", "c0_A"}, 1);
  copy(console, c, "ncells", "xtal:", 3);
  copy(console, d, "fluence_ph_m2", "incident fluence:", 1);
  copy(console, d, "default_F", "all others", 1);
  d["steps"] = fmt::format("{}", counts.steps());
  return trace_block('A', a) + trace_block('B', b) + trace_block('C', c) + trace_block('D', d);
}

}  // namespace

std::string trace_of_console(const std::string& path, std::int64_t slow, std::int64_t fast) {
  Console console(path);
  const Counts n{console.count(" pixel oversample steps"), console.count(" layers with"),
                 console.count(" sources"), console.count(" mosaic domains"),
                 console.count(" phi steps")};
  std::string text = fmt::format(
      "# kbragg trace 1\n# from the console of nanoBragg\n"
      "# precision printed\n# pixel_slow_fast {} {}\n",
      slow, fast);
  text += blocks_of_run(console, n);
  TraceValues e, f, g, h;
  const double stol = console.enter_pixel(slow, fast);
  e["index_ss_ff_layer"] =
      fmt::format("{} {} {}", n.oversample - 1, n.oversample - 1, n.layers - 1);
  copy(console, e, "pixel_pos_m", "at ", 3);
  f["index_source"] = fmt::format("{}", n.sources - 1);
  f["stol_invA"] = trace_number(stol * angstrom);
  g["index_phi_mos"] = fmt::format("{} {}", n.phis - 1, n.domains - 1);
  copy_vectors(console, g, {"a_m", "b_m", "c_m"}, angstrom);
  copy(console, g, "hkl", "hkl=", 3);
  copy(console, g, "hkl0", "hkl0=", 3);
  copy(console, g, "f_cell", "F_cell=", 1);
  g["flatt"] = trace_number(std::fabs(console.numbers("F_latt=", 1).front()));
  // The reference divides by the number of sources what kbragg weights with their shares.
  h["i_before_scale"] =
      trace_number(console.numbers("I/steps", 1).front() *
                   static_cast<double>(n.oversample * n.oversample * n.domains * n.phis));
  copy(console, h, "capture_used", "capfrac", 1);
  copy(console, h, "polar_used", "polar", 1);
  copy(console, h, "omega_used", "omega", 1);
  copy(console, h, "i_final", "pixel ", 1);
  return text + trace_block('E', e) + trace_block('F', f) + trace_block('G', g) +
         trace_block('H', h);
}

}  // namespace kbragg::app
