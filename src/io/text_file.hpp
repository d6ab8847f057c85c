// SPDX-License-Identifier: BSD-3-Clause
// What the readers of text files share: reading a file at once, its lines, numbers, error text.
#ifndef KBRAGG_IO_TEXT_FILE_HPP
#define KBRAGG_IO_TEXT_FILE_HPP

#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kbragg::io {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, FileCloser>;

/// A regular file opened for reading, its role as below. Throws kbragg::Error.
FileHandle open_regular_file(const std::string& path, std::string_view what);

/// Throws kbragg::Error unless `path` is a regular file that can be opened for reading; `what`
/// names its role in the sentence, e.g. "matrix file".
void require_readable_file(const std::string& path, std::string_view what);

/// What programs of some systems put in front of a text in UTF-8.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The whole content of a regular file, without a UTF-8 byte order mark. Throws kbragg::Error.
std::string read_text_file(const std::string& path, std::string_view what);

/// A token of a file in quotes for an error message: shortened, unprintable bytes shown as '?'.
std::string in_quotes(std::string_view token);

/// The message of a library without line breaks and unprintable bytes, ended by a full stop.
std::string one_sentence(std::string_view message);

/// "file:line: " in front of an error sentence.
std::string at_line(const std::string& path, std::size_t line);

/// The finite number that `token` spells completely ("+1", "1e-3"), else nothing: also nothing for
/// nan, inf and what a double cannot hold.
std::optional<double> parse_number(std::string_view token);

/// The next token of `line` between any of `separators`, removed from its front; empty at the end.
std::string_view next_token(std::string_view& line, std::string_view separators);

/// White space inside a line; the carriage return lets CR LF line ends pass.
inline constexpr std::string_view blanks = " \t\r\v\f";

/// What may stand between the columns of source lists and scattering tables.
inline constexpr std::string_view column_separators = " \t\r\v\f,;:!";

/// Calls handle(line, number) for every line of `text`, numbers from 1, without line feed and
/// without what follows a '#'.
template <class Handle>
void for_each_line(std::string_view text, Handle&& handle) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    handle(line.substr(0, line.find('#')), number);
  }
}

}  // namespace kbragg::io

#endif
