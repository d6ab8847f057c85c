// SPDX-License-Identifier: BSD-3-Clause
#include "io/hkl_lines.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <string_view>

#include "base/error.hpp"
#include "io/hkl_line.hpp"
#include "io/text_file.hpp"

namespace kbragg::io {

namespace {

// Text and reflections of a piece stay in the cache of a core.
constexpr std::size_t piece_bytes = 1 << 18;
// Of the line that begins at the end of a piece: a longer one ends the attempt.
constexpr std::size_t longest_line = 4096;
// Small files are not worth the start of threads; more than most_threads would wait for memory.
constexpr std::size_t pieces_per_thread = 8;
constexpr std::size_t most_threads = 16;

class PieceFile {
 public:
  explicit PieceFile(const std::string& path)
      : m_path(path), m_file(open_regular_file(path, "reflection file")) {
    struct ::stat status {};  // of what is open: another file may take the name at any time
    KBRAGG_REQUIRE(
        ::fstat(::fileno(m_file.get()), &status) == 0,
        "The reflection file '" + m_path + "' cannot be read: " + std::strerror(errno) + ".");
    m_size = static_cast<std::size_t>(status.st_size);
  }

  std::size_t pieces() const { return (m_size + piece_bytes - 1) / piece_bytes; }

  /// The lines that begin in the piece, in `buffer`; nothing when the last one is too long.
  std::optional<std::string_view> lines(std::size_t piece, std::vector<char>& buffer) const {
    // One byte more in front shows whether the piece begins with a line.
    const std::size_t front = piece == 0 ? 0 : 1;
    const std::size_t used = front + piece_bytes;
    std::string_view text(buffer.data(), read(piece * piece_bytes - front, buffer));
    const std::size_t begin = piece == 0 ? (text.starts_with(byte_order_mark) ? 3 : 0)
                                         : std::min(text.find('\n'), text.size() - 1) + 1;
    if (begin >= used || begin >= text.size()) return std::string_view();
    if (text.size() > used) {
      const std::size_t end = text.find('\n', used - 1);
      if (end != std::string_view::npos) {
        text = text.substr(0, end + 1);
      } else if (text.size() == buffer.size()) {
        return {};
      }
    }
    return text.substr(begin);
  }

 private:
  /// As much of the file from `offset` on as there is and fits.
  std::size_t read(std::size_t offset, std::vector<char>& buffer) const {
    std::size_t used = 0;
    while (used < buffer.size()) {
      const ::ssize_t count = ::pread(::fileno(m_file.get()), buffer.data() + used,
                                      buffer.size() - used, static_cast<::off_t>(offset + used));
      if (count < 0 && errno == EINTR) continue;
      KBRAGG_REQUIRE(count >= 0, "The reflection file '" + m_path +
                                     "' cannot be read: " + std::strerror(errno) + ".");
      if (count == 0) break;
      used += static_cast<std::size_t>(count);
    }
    return used;
  }

  std::string m_path;
  FileHandle m_file;
  std::size_t m_size = 0;
};

// What one thread makes of one piece; used again for a later piece.
struct Piece {
  Piece() : buffer(1 + piece_bytes + longest_line) {
    reflections.reserve(piece_bytes / std::string_view("1 2 3 4\n").size());
  }

  std::vector<char> buffer;
  HklLines found;
  std::vector<model::Reflection> reflections;
  LineKind columns = LineKind::empty;
};

bool scan(std::string_view text, Piece& piece) {
  piece.found = {};
  HklLineReader reader(text.data(), text.data() + text.size());
  model::Reflection r;
  while (!reader.done()) {
    const LineKind kind = reader.read_indices(r);
    if (kind == LineKind::malformed) return false;
    if (kind == LineKind::empty) continue;
    piece.found.box.include(r);
    ++piece.found.reflections;
  }
  return true;
}

bool parse(std::string_view text, Piece& piece) {
  piece.reflections.clear();
  piece.columns = LineKind::empty;
  HklLineReader reader(text.data(), text.data() + text.size());
  model::Reflection r;
  while (!reader.done()) {
    const LineKind kind = reader.read(r);
    if (kind == LineKind::empty) continue;
    if (piece.columns == LineKind::empty) piece.columns = kind;
    if (kind == LineKind::malformed || kind != piece.columns) return false;
    piece.reflections.push_back(r);
  }
  return true;
}

// Calls work(text, piece) for all pieces, in other threads if there are several, and take(piece)
// in the order of the file; false as soon as one of them returns false.
template <class Work, class Take>
bool for_each_piece(const std::string& path, int threads, Work work, Take take) {
  const PieceFile file(path);
  const std::size_t count = file.pieces();
  const std::size_t at_once =
      std::clamp(std::min(static_cast<std::size_t>(std::max(threads, 1)), most_threads),
                 std::size_t{1}, std::max(count / pieces_per_thread, std::size_t{1}));
  const auto policy = at_once > 1 ? std::launch::async : std::launch::deferred;
  // Made here, because the first allocation of a thread is slow.
  std::vector<Piece> pieces(at_once);
  std::vector<std::future<bool>> results(at_once);  // destroyed, and waited for, before the pieces
  const auto start = [&](std::size_t i) {
    results[i % at_once] = std::async(policy, [&file, &work, i, piece = &pieces[i % at_once]] {
      const std::optional<std::string_view> text = file.lines(i, piece->buffer);
      return text && work(*text, *piece);
    });
  };
  for (std::size_t i = 0; i < std::min(at_once, count); ++i) start(i);
  for (std::size_t i = 0; i < count; ++i) {
    if (!results[i % at_once].get() || !take(pieces[i % at_once])) return false;
    if (i + at_once < count) start(i + at_once);
  }
  return true;
}

}  // namespace

std::optional<HklLines> scan_hkl_lines(const std::string& path, int threads) {
  HklLines all;
  const bool listed = for_each_piece(path, threads, scan, [&](const Piece& piece) {
    all.box.include(piece.found.box);
    all.reflections += piece.found.reflections;
    return true;
  });
  if (!listed || all.reflections == 0) return {};
  return all;
}

bool read_hkl_lines(const std::string& path, int threads,
                    const std::function<void(const std::vector<model::Reflection>&)>& take) {
  LineKind columns = LineKind::empty;
  return for_each_piece(path, threads, parse, [&](const Piece& piece) {
    if (columns == LineKind::empty) columns = piece.columns;
    if (piece.columns != LineKind::empty && piece.columns != columns) return false;
    take(piece.reflections);
    return true;
  });
}

}  // namespace kbragg::io
