// SPDX-License-Identifier: BSD-3-Clause
#include "config/catalog.hpp"

#include <optional>
#include <type_traits>
#include <utility>

#include "config/node.hpp"
#include "config/run_config.hpp"
#include "config/value_text.hpp"

namespace kbragg::config {

namespace {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <Dimension D>
std::string_view default_unit(const Quantity<D>& value) {
  const Unit* unit = find_unit(D, value.unit);
  return unit == nullptr ? std::string_view() : unit->name;
}
template <Dimension D, std::size_t N>
std::string_view default_unit(const std::array<Quantity<D>, N>& values) {
  return default_unit(values[0]);
}
template <class T>
std::string_view default_unit(const T&) {
  return {};
}

// The unit in which examples and bounds are shown: that of the default, else the usual one.
std::string_view usual_unit(std::string_view of_default, Dimension dimension,
                            const Bounds& bounds) {
  if (!of_default.empty()) return of_default;
  if (dimension == Dimension::length && bounds.high <= 1e-6) return "A";
  if (dimension == Dimension::length && bounds.high <= 1) return "um";
  return units_of(dimension).front().name;
}

// Visitor that turns a description into entries.
class Cataloger {
 public:
  explicit Cataloger(Entry& section) : m_section(section) {}

  template <class T>
  void key(std::string_view name, T& member, std::string_view doc, Bounds bounds = any()) {
    Entry& entry = add(name, doc, Entry::Kind::value);
    entry.type = TypeOf<T>::get();
    entry.bounds = bounds;
    if (entry.type.kind == ValueKind::quantity)
      entry.type.unit = usual_unit(default_unit(member), entry.type.dimension, bounds);
    if constexpr (is_optional<T>) {
      entry.optional = true;
    } else if constexpr (!std::is_same_v<T, std::string>) {
      entry.default_text = value_texts(member);
    }
  }

  template <class S>
  void section(std::string_view name, S& member, std::string_view doc) {
    Cataloger inner(add(name, doc, Entry::Kind::section));
    describe(inner, member);
  }

  template <class S>
  void section(std::string_view name, std::optional<S>&, std::string_view doc) {
    Entry& entry = add(name, doc, Entry::Kind::section);
    entry.optional = true;
    S member;
    Cataloger inner(entry);
    describe(inner, member);
  }

  template <class S>
  void list(std::string_view name, std::vector<S>&, std::string_view doc) {
    Entry& entry = add(name, doc, Entry::Kind::list);
    entry.optional = true;
    S member;
    Cataloger inner(entry);
    describe(inner, member);
  }

  void exclusive(std::initializer_list<std::string_view> names, Need need) {
    m_section.exclusive.push_back({{names.begin(), names.end()}, need});
  }
  void together(std::string_view name, std::initializer_list<std::string_view> needs) {
    m_section.together.push_back({std::string(name), {needs.begin(), needs.end()}});
  }
  void required(std::string_view name) {
    for (Entry& entry : m_section.entries)
      if (entry.name == name) entry.required = true;
  }

 private:
  Entry& add(std::string_view name, std::string_view doc, Entry::Kind kind) {
    Entry entry;
    entry.name = name;
    const bool element = m_section.kind == Entry::Kind::list;
    entry.path = join(element ? join(m_section.path, "0") : m_section.path, name);
    entry.doc = doc;
    entry.kind = kind;
    return m_section.entries.emplace_back(std::move(entry));
  }

  Entry& m_section;
};

Entry make_catalog() {
  Entry root;
  root.kind = Entry::Kind::section;
  RunConfig config;
  Cataloger cataloger(root);
  describe(cataloger, config);
  return root;
}

}  // namespace

const Entry* Entry::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.name == key) return &entry;
  return nullptr;
}

std::vector<std::string> Entry::names() const {
  std::vector<std::string> all;
  for (const Entry& entry : entries) all.push_back(entry.name);
  return all;
}

const Entry& catalog() {
  static const Entry root = make_catalog();
  return root;
}

}  // namespace kbragg::config
