// SPDX-License-Identifier: BSD-3-Clause
// The visitor that writes a RunConfig as a complete run file.
#include <optional>
#include <string>
#include <type_traits>

#include "config/run_config.hpp"
#include "config/value_text.hpp"

namespace kbragg::config {

namespace {

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T, std::size_t N>
inline constexpr bool is_list<std::array<T, N>> = true;

class Writer {
 public:
  Writer(std::string& out, std::size_t indent) : m_out(out), m_indent(indent) {}

  template <class T>
  void key(std::string_view name, T& value, std::string_view, Bounds = any()) {
    line(name, " " + joined(value_texts(value), is_list<T>));
  }
  template <class T>
  void key(std::string_view name, std::optional<T>& value, std::string_view doc,
           Bounds bounds = any()) {
    if (value) key(name, *value, doc, bounds);
  }
  void key(std::string_view name, std::string& value, std::string_view) {
    // A text that was not given is empty, and no key may be given an empty text.
    if (!value.empty()) line(name, " " + value_text(value));
  }

  template <class S>
  void section(std::string_view name, S& value, std::string_view) {
    std::string inner;
    Writer writer(inner, m_indent + 2);
    describe(writer, value);
    if (inner.empty()) {
      line(name, " {}");
    } else {
      line(name, "");
      m_out += inner;
    }
  }
  template <class S>
  void section(std::string_view name, std::optional<S>& value, std::string_view doc) {
    if (value) section(name, *value, doc);
  }

  template <class S>
  void list(std::string_view name, std::vector<S>& values, std::string_view) {
    if (values.empty()) return;
    line(name, "");
    for (S& value : values) {
      std::string inner;
      Writer writer(inner, m_indent + 4);
      describe(writer, value);
      inner[m_indent + 2] = '-';
      m_out += inner;
    }
  }

  void exclusive(std::initializer_list<std::string_view>, Need) {}
  void together(std::string_view, std::initializer_list<std::string_view>) {}
  void required(std::string_view) {}

 private:
  void line(std::string_view name, const std::string& text) {
    m_out.append(m_indent, ' ');
    m_out += name;
    m_out += ':';
    m_out += text;
    m_out += '\n';
  }

  std::string& m_out;
  std::size_t m_indent;
};

}  // namespace

std::string to_yaml(const RunConfig& config) {
  // describe() takes what it visits by reference for the reader's sake.
  RunConfig copy = config;
  std::string out;
  Writer writer(out, 0);
  describe(writer, copy);
  return out;
}

}  // namespace kbragg::config
