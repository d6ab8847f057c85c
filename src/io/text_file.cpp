// SPDX-License-Identifier: BSD-3-Clause
#include "io/text_file.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/error.hpp"

namespace kbragg::io {

FileHandle open_regular_file(const std::string& path, std::string_view what) {
  const std::string subject = "The " + std::string(what) + " '" + path + "' ";
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  KBRAGG_REQUIRE(status.type() != std::filesystem::file_type::not_found,
                 subject + "does not exist.");
  KBRAGG_REQUIRE(!code, subject + "cannot be read: " + code.message() + ".");
  KBRAGG_REQUIRE(status.type() != std::filesystem::file_type::directory,
                 subject + "is a directory; a file is needed.");
  KBRAGG_REQUIRE(status.type() == std::filesystem::file_type::regular,
                 subject + "is not a regular file.");
  FileHandle file(std::fopen(path.c_str(), "rb"));
  KBRAGG_REQUIRE(file, subject + "cannot be read: " + std::strerror(errno) + ".");
  return file;
}

void require_readable_file(const std::string& path, std::string_view what) {
  open_regular_file(path, what);
}

std::string read_text_file(const std::string& path, std::string_view what) {
  const FileHandle file = open_regular_file(path, what);
  std::error_code code;
  const auto size = std::filesystem::file_size(path, code);
  // One byte more than the file holds, so that a single read also finds its end.
  std::string text(code ? 65536 : static_cast<std::size_t>(size) + 1, '\0');
  std::size_t used = 0;
  for (;;) {
    used += std::fread(text.data() + used, 1, text.size() - used, file.get());
    if (used < text.size()) break;
    text.resize(2 * text.size());  // the file has grown meanwhile
  }
  KBRAGG_REQUIRE(!std::ferror(file.get()), "The " + std::string(what) + " '" + path +
                                               "' cannot be read: " + std::strerror(errno) + ".");
  text.resize(used);
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  return text;
}

std::string in_quotes(std::string_view token) {
  constexpr std::size_t longest = 40;
  std::string result = "'";
  for (const char c : token.substr(0, longest)) result += c >= ' ' && c <= '~' ? c : '?';
  if (token.size() > longest) result += "...";
  return result + "'";
}

std::string one_sentence(std::string_view message) {
  std::string result;
  for (const char c : message) {
    if (c == '\n' || c == '\r' || c == '\t') {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else {
      result += c >= ' ' && c <= '~' ? c : '?';
    }
  }
  while (!result.empty() && (result.back() == ' ' || result.back() == '.')) result.pop_back();
  return result + ".";
}

std::string at_line(const std::string& path, std::size_t line) {
  return path + ":" + std::to_string(line) + ": ";
}

std::optional<double> parse_number(std::string_view token) {
  // std::from_chars takes no plus sign, which Fortran and C programs write.
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  double value = 0;
  const char* end = token.data() + token.size();
  const auto result = std::from_chars(token.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || !std::isfinite(value)) return {};
  return value;
}

std::string_view next_token(std::string_view& line, std::string_view separators) {
  const std::size_t begin = line.find_first_not_of(separators);
  if (begin == std::string_view::npos) {
    line = {};
    return {};
  }
  const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
  const std::string_view token = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return token;
}

}  // namespace kbragg::io
