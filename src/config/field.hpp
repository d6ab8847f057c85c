// SPDX-License-Identifier: BSD-3-Clause
// The vocabulary in which a section of the run file describes its keys, once. Every section
// has a function `describe(visitor, section)`; the reader, the JSON Schema, docs/config.md and
// the writer of resolved files are visitors of the same description.
#ifndef KBRAGG_CONFIG_FIELD_HPP
#define KBRAGG_CONFIG_FIELD_HPP

#include <initializer_list>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace kbragg::config {

/// Allowed range of a number (of each element of a list); quantities are compared in SI.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;   ///< true: low itself is not allowed
  bool high_open = false;  ///< true: high itself is not allowed
};

/// Whether x, a number, lies in the range.
constexpr bool allows(const Bounds& b, double x) {
  return x >= b.low && x <= b.high && !(b.low_open && x == b.low) && !(b.high_open && x == b.high);
}

inline Bounds any() { return {}; }
inline Bounds above(double low) {
  return {low, std::numeric_limits<double>::infinity(), true, false};
}
inline Bounds at_least(double low) {
  return {low, std::numeric_limits<double>::infinity(), false, false};
}
inline Bounds between(double low, double high) { return {low, high, false, false}; }

/// Whether a group of keys, of which at most one may be given, may be absent altogether.
enum class Need { optional, required };

/// Names of the values of an enumeration, with one line on each; specialised beside each enum:
///   static constexpr std::string_view what = "detector convention";
///   static constexpr Choice<E> choices[] = {{E::x, "x", "doc"}, ...};
template <class E>
struct EnumNames;

template <class E>
struct Choice {
  E value;
  std::string_view name;
  std::string_view doc;
};

template <class E>
std::string_view name_of(E value) {
  for (const auto& choice : EnumNames<E>::choices)
    if (choice.value == value) return choice.name;
  return "";
}

// A visitor V offers these members; `T` is bool, std::int64_t, double, std::string, a Quantity,
// an enum with EnumNames, AutoOr of those, std::array or std::vector of those, and std::optional
// of all these (absent unless given). A plain T is its own default.
//
//   v.key("name", member, "doc", bounds = any());
//   v.section("name", member, "doc");         // nested struct, or std::optional of one
//   v.list("name", std::vector<Struct>&, "doc");  // list of nested structs
//   v.exclusive({"a", "b"}, Need::required);  // two ways to give one thing
//   v.together("flux", {"exposure", "size"}); // "flux" is only meaningful with the others
//   v.required("name");                       // this key must be given

}  // namespace kbragg::config

#endif
