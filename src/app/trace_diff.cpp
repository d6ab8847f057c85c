// SPDX-License-Identifier: BSD-3-Clause
#include "app/trace_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/json_text.hpp"
#include "base/version.hpp"
#include "io/text_file.hpp"

namespace kbragg::app {

namespace {

enum class Verdict { agrees, departs, unknown };

bool is_na(const TraceEntry& entry) { return entry.values.front() == "NA"; }

/// The numbers of an entry, nan and inf too; nothing if a value is a word.
std::optional<std::vector<double>> numbers_of(const TraceEntry& entry) {
  std::vector<double> numbers;
  for (const std::string& value : entry.values) {
    char* end = nullptr;
    numbers.push_back(std::strtod(value.c_str(), &end));
    if (end != value.c_str() + value.size()) return std::nullopt;
  }
  return numbers;
}

/// What a ratio is typical of. Squares up to 100^2, beyond which they lie too close.
std::string hint_of(double a, double b) {
  const double ratio = std::fabs(b / a), power = std::log10(ratio);
  if (!std::isfinite(power) || a * b < 0) return "";
  std::string hint;
  if (std::round(power) != 0 && std::fabs(ratio / std::pow(10, std::round(power)) - 1) < 0.01)
    hint = "unit?";
  const double root = std::sqrt(std::max(ratio, 1 / ratio)), whole = std::round(root);
  if (whole >= 2 && whole <= 100 && std::fabs(root / whole - 1) < 1e-4)
    hint += hint.empty() ? "count?" : " count?";
  return hint;
}

std::string kind_of(double relative) {
  return relative < 1e-4 ? "minor" : relative < 1e-2 ? "divergent" : "critical";
}

/// Measures two lists of numbers that may depart.
void measure(const std::vector<double>& a, const std::vector<double>& b, TraceDifference& d) {
  std::size_t worst = 0;
  double scale = 0, largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] == b[i] ? 0 : std::fabs(b[i] - a[i]);
    if (!std::isfinite(difference)) return;
    scale = std::max({scale, std::fabs(a[i]), std::fabs(b[i])});
    if (difference > largest) worst = i;
    largest = std::max(largest, difference);
  }
  d.absolute = largest;
  d.relative = scale > 0 ? largest / scale : 0;
  d.kind = kind_of(*d.relative);
  d.hint = hint_of(a[worst], b[worst]);
}

/// Whether a value departs; fills `d` if it does.
bool departs(const TraceEntry& a, const TraceEntry& b, double limit, TraceDifference& d) {
  if (a.key->exact && a.values == b.values) return false;
  d.key = a.key;
  d.indices = a.indices;
  d.a = fmt::format("{}", fmt::join(a.values, " "));
  d.b = fmt::format("{}", fmt::join(b.values, " "));
  d.kind = "critical";
  const auto x = numbers_of(a), y = numbers_of(b);
  if (x && y && x->size() == y->size()) measure(*x, *y, d);
  return a.key->exact || !d.relative || *d.relative > limit;
}

/// Verdicts on all values of a, and whether what they follow from agrees.
class Inputs {
 public:
  Inputs(const TraceFile& a, const std::vector<Verdict>& verdicts) : m_a(a), m_verdicts(verdicts) {}

  /// Whether no input of the entry departs. An input that cannot be compared is replaced by its own
  /// inputs.
  bool agree(const TraceEntry& entry) const { return agree(*entry.key, entry); }

 private:
  bool agree(const TraceKey& key, const TraceEntry& of) const {
    std::string_view names = key.inputs;
    for (std::string_view name = io::next_token(names, " "); !name.empty();
         name = io::next_token(names, " ")) {
      const TraceEntry* input = name == key.name ? before(of, name) : place_of(name, of);
      const Verdict verdict = input
                                  ? m_verdicts[static_cast<std::size_t>(input - m_a.entries.data())]
                                  : Verdict::unknown;
      if (verdict == Verdict::departs) return false;
      if (verdict == Verdict::unknown && name != key.name && !agree(*find_trace_key(name), of))
        return false;
    }
    return true;
  }

  /// The last value of `name` before the entry.
  const TraceEntry* before(const TraceEntry& of, std::string_view name) const {
    for (const TraceEntry* e = &of; e-- != m_a.entries.data();)
      if (e->key->name == name) return e;
    return nullptr;
  }

  /// The value of `name` that belongs to the entry: of its indices, or the last one.
  const TraceEntry* place_of(std::string_view name, const TraceEntry& of) const {
    const std::size_t depth = index_depth(find_trace_key(name)->block);
    if (depth <= index_depth(of.key->block))
      return m_a.find(name, outer_indices(of.indices, depth));
    return before(of, name);
  }

  const TraceFile& m_a;
  const std::vector<Verdict>& m_verdicts;
};

/// "ss ff layer 0 0 0, source 1, phi mos 0 2".
std::string describe(const std::string& indices) {
  constexpr const char* names[] = {"ss ff layer ", "source ", "phi mos "};
  std::string text, outer;
  for (std::size_t depth = 1; depth <= 3; ++depth) {
    const std::string inner = outer_indices(indices, depth);
    if (inner == outer) break;
    const std::size_t start = outer.empty() ? 0 : outer.size() + 1;
    text += (text.empty() ? "" : ", ") + std::string(names[depth - 1]) + inner.substr(start);
    outer = inner;
  }
  return text;
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.4g}", *value) : "undefined";
}

nlohmann::ordered_json json(const TraceDifference& d) {
  nlohmann::ordered_json object = {{"key", std::string(d.key->name)},
                                   {"block", std::string(1, d.key->block)},
                                   {"indices", describe(d.indices)},
                                   {"a", d.a},
                                   {"b", d.b}};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    object[name] = value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
    if (!value) object[name + std::string("_reason")] = "no finite difference of two numbers";
  };
  add("absolute", d.absolute);
  add("relative", d.relative);
  object["class"] = d.kind;
  object["hint"] = d.hint;
  object["inputs_agree"] = d.inputs_agree;
  return object;
}

}  // namespace

std::int64_t TraceDiff::all_compared() const {
  return std::accumulate(compared.begin(), compared.end(), std::int64_t{0});
}

const TraceDifference* TraceDiff::first() const {
  const auto found = std::find_if(differences.begin(), differences.end(),
                                  [](const auto& d) { return d.inputs_agree; });
  return found == differences.end() ? nullptr : &*found;
}

TraceDiff compare_traces(const TraceFile& a, const TraceFile& b, double limit,
                         const std::set<std::string>& ignored) {
  TraceDiff diff;
  diff.limit = limit;
  std::vector<Verdict> verdicts(a.entries.size(), Verdict::unknown);
  std::vector<std::size_t> places;  // of the differences
  std::size_t shared = 0;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    const TraceEntry& entry = a.entries[i];
    const TraceEntry* other = b.find(entry.key->name, entry.indices);
    shared += other ? 1 : 0;
    diff.only_in_one += other ? 0 : 1;
    if (!other || ignored.count(std::string(entry.key->name)) > 0) continue;
    if (is_na(entry) || is_na(*other)) {
      ++diff.not_applicable;
      continue;
    }
    TraceDifference difference;
    const bool departing = departs(entry, *other, limit, difference);
    const auto block = static_cast<std::size_t>(entry.key->block - 'A');
    ++diff.compared[block];
    verdicts[i] = departing ? Verdict::departs : Verdict::agrees;
    if (!departing) continue;
    ++diff.departing[block];
    diff.differences.push_back(std::move(difference));
    places.push_back(i);
  }
  diff.only_in_one += static_cast<std::int64_t>(b.entries.size() - shared);
  const Inputs inputs(a, verdicts);
  for (std::size_t i = 0; i < places.size(); ++i)
    diff.differences[i].inputs_agree = inputs.agree(a.entries[places[i]]);
  return diff;
}

std::string trace_diff_text(const TraceDiff& diff, bool all) {
  std::string text = fmt::format(
      "{} values compared, relative limit {:g}; {} NA, {} in one trace "
      "only; {} depart\n",
      diff.all_compared(), diff.limit, diff.not_applicable, diff.only_in_one,
      diff.differences.size());
  for (std::size_t i = 0; i < diff.compared.size(); ++i)
    if (diff.compared[i] > 0)
      text += fmt::format("block {}: {} compared, {} depart\n", static_cast<char>('A' + i),
                          diff.compared[i], diff.departing[i]);
  const auto lines = [](const TraceDifference& d) {
    const std::string at = describe(d.indices);
    return fmt::format("{} (block {}{}{})\n  a {}\n  b {}\n  absolute {}, relative {}, {}{}{}\n",
                       d.key->name, d.key->block, at.empty() ? "" : ", ", at, d.a, d.b,
                       number(d.absolute), number(d.relative), d.kind, d.hint.empty() ? "" : ", ",
                       d.hint);
  };
  if (const TraceDifference* first = diff.first())
    text += "first divergence, its inputs agree: " + lines(*first);
  if (!all) return text;
  for (const TraceDifference& d : diff.differences)
    text += (d.inputs_agree ? "departs: " : "follows: ") + lines(d);
  return text;
}

std::string trace_diff_json(const TraceDiff& diff, const TraceFile& a, const TraceFile& b) {
  using Json = nlohmann::ordered_json;
  Json report;
  report["schema"] = {{"name", "kbragg.trace_diff"}, {"version", 1}};
  report["program"] = {{"version", version}, {"commit", commit}};
  report["a"] = {{"file", a.name}, {"header", a.header}};
  report["b"] = {{"file", b.name}, {"header", b.header}};
  report["relative_limit"] = diff.limit;
  report["compared"] = diff.all_compared();
  report["not_applicable"] = diff.not_applicable;
  report["only_in_one"] = diff.only_in_one;
  for (std::size_t i = 0; i < diff.compared.size(); ++i)
    report["blocks"][std::string(1, static_cast<char>('A' + i))] = {{"compared", diff.compared[i]},
                                                                    {"depart", diff.departing[i]}};
  report["first"] = diff.first() ? json(*diff.first()) : Json(nullptr);
  report["differences"] = Json::array();
  for (const TraceDifference& d : diff.differences) report["differences"].push_back(json(d));
  return json_text(report);
}

}  // namespace kbragg::app
