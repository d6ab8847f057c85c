// SPDX-License-Identifier: BSD-3-Clause
// What kind of value a key takes, as data: derived from the C++ type of the struct member.
#ifndef KBRAGG_CONFIG_TYPE_INFO_HPP
#define KBRAGG_CONFIG_TYPE_INFO_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/field.hpp"
#include "config/quantity.hpp"

namespace kbragg::config {

enum class ValueKind { boolean, integer, real, text, quantity, choice };

struct ChoiceInfo {
  std::string_view name;
  std::string_view doc;
};

struct TypeInfo {
  ValueKind kind = ValueKind::text;
  bool may_be_auto = false;
  bool is_list = false;
  std::size_t length = 0;                   ///< of a list; 0: any
  Dimension dimension = Dimension::length;  ///< of a quantity
  std::string_view unit;                    ///< the unit in examples and bounds of a quantity
  std::string_view what;                    ///< of a choice: "crystal shape"
  std::vector<ChoiceInfo> choices;
};

template <class T>
struct TypeOf {  // an enumeration
  static TypeInfo get() {
    TypeInfo type;
    type.kind = ValueKind::choice;
    type.what = EnumNames<T>::what;
    for (const auto& choice : EnumNames<T>::choices)
      type.choices.push_back({choice.name, choice.doc});
    return type;
  }
};

template <ValueKind kind>
struct PlainType {
  static TypeInfo get() {
    TypeInfo type;
    type.kind = kind;
    return type;
  }
};

template <>
struct TypeOf<bool> : PlainType<ValueKind::boolean> {};
template <>
struct TypeOf<std::int64_t> : PlainType<ValueKind::integer> {};
template <>
struct TypeOf<double> : PlainType<ValueKind::real> {};
template <>
struct TypeOf<std::string> : PlainType<ValueKind::text> {};

template <Dimension D>
struct TypeOf<Quantity<D>> {
  static TypeInfo get() {
    TypeInfo type;
    type.kind = ValueKind::quantity;
    type.dimension = D;
    return type;
  }
};

template <class T>
struct TypeOf<AutoOr<T>> {
  static TypeInfo get() {
    TypeInfo type = TypeOf<T>::get();
    type.may_be_auto = true;
    return type;
  }
};

template <class T, std::size_t N>
struct TypeOf<std::array<T, N>> {
  static TypeInfo get() {
    TypeInfo type = TypeOf<T>::get();
    type.is_list = true;
    type.length = N;
    return type;
  }
};

template <class T>
struct TypeOf<std::vector<T>> {
  static TypeInfo get() {
    TypeInfo type = TypeOf<T>::get();
    type.is_list = true;
    return type;
  }
};

template <class T>
struct TypeOf<std::optional<T>> : TypeOf<T> {};

/// Shortest text that reads back as the same number.
std::string number_text(double value);

/// "from 1 to 10 mm", "above 0", or "" for no bounds; in `type.unit` if it is a quantity.
std::string bounds_text(const TypeInfo& type, const Bounds& bounds);

/// The same in another unit of its dimension.
std::string bounds_text(const Unit& unit, const Bounds& bounds);

/// "an integer from 1 to 5", "a length with its unit, such as '1 mm' (units: ...)".
std::string expected_one(const TypeInfo& type, const Bounds& bounds);

/// The same for a whole key, which may be a list.
std::string expected_text(const TypeInfo& type, const Bounds& bounds);

/// "mm, um or m".
std::string units_text(Dimension dimension);

/// A value that could stand for one element: "1 mm", "2", "square".
std::string example_text(const TypeInfo& type, const Bounds& bounds);

}  // namespace kbragg::config

#endif
