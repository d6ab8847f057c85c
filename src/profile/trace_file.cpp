// SPDX-License-Identifier: BSD-3-Clause
#include "profile/trace_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/error.hpp"

namespace kbragg::profile {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* head =
    R"({"schema":{"name":"kbragg-trace","version":1},"displayTimeUnit":"ms","traceEvents":[)";
constexpr int process = 1;  // the number of the process would tell nothing

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// Nanoseconds as microseconds.
std::string microseconds(std::int64_t time) {
  return fmt::format("{}.{:03}", time / 1000, time % 1000);
}

std::string tail_of(const Json& facts) {
  return "\n],\"otherData\":" + facts.dump(-1, ' ', true, Json::error_handler_t::replace) + "}\n";
}

[[noreturn]] void fail_writing(const std::string& path, int error) {
  fail("cannot write " + path + ": " + std::generic_category().message(error) + ".");
}

bool write_all(int descriptor, const std::string& text, std::int64_t at) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::pwrite(descriptor, text.data() + done, text.size() - done,
                                     static_cast<off_t>(at) + static_cast<off_t>(done));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

TraceFile::TraceFile(const std::string& path, std::int64_t limit)
    : m_path(path),
      m_descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)),
      m_limit(limit),
      m_tail(tail_of({{"complete", false}})) {
  if (m_descriptor < 0) fail_writing(path, errno);
  put(head, m_tail);
  if (m_error == 0) return;
  ::close(m_descriptor);
  ::unlink(path.c_str());
  fail_writing(path, m_error);
}

TraceFile::~TraceFile() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

/// Replaces the end of the file by `text` and the new end `tail`.
void TraceFile::put(const std::string& text, const std::string& tail) {
  if (m_error != 0) return;
  if (write_all(m_descriptor, text + tail, m_end)) {
    m_end += static_cast<std::int64_t>(text.size());
    return;
  }
  m_error = errno;
  // The old end needs no new space.
  const auto length = static_cast<off_t>(m_end) + static_cast<off_t>(m_tail.size());
  if (write_all(m_descriptor, m_tail, m_end) && ::ftruncate(m_descriptor, length) != 0)
    m_error = errno;
}

bool TraceFile::is_full(const std::string& label) {
  if (m_events < m_limit) return false;
  ++m_left_out[label];
  return true;
}

void TraceFile::append(const std::string& object) {
  put((m_events == 0 ? "\n" : ",\n") + object, m_tail);
  ++m_events;
}

void TraceFile::add(const Event& event) {
  if (is_full(event.label)) return;
  std::string arguments;
  if (!event.space.empty()) arguments = "\"space\":" + quoted(event.space);
  if (event.bytes != 0)
    arguments += fmt::format("{}\"bytes\":{}", arguments.empty() ? "" : ",", event.bytes);
  append(fmt::format(
      R"({{"ph":"X","name":{},"cat":"{}","ts":{},"dur":{},"pid":{},"tid":{},"args":{{{}}}}})",
      quoted(event.label), name_of(event.kind), microseconds(event.start),
      microseconds(event.duration), process, event.thread, arguments));
}

void TraceFile::add_counter(const std::string& track, const char* key, std::int64_t value,
                            std::int64_t now) {
  if (is_full(track)) return;
  append(fmt::format(R"({{"ph":"C","name":{},"ts":{},"pid":{},"tid":0,"args":{{"{}":{}}}}})",
                     quoted(track), microseconds(now), process, key, value));
}

void TraceFile::finish(Json facts) {
  std::int64_t left_out = 0;
  for (const auto& [label, count] : m_left_out) left_out += count;
  facts["complete"] = true;
  facts["events"] = m_events;
  facts["left_out_events"] = left_out;
  facts["left_out_by_label"] = m_left_out;
  put("", tail_of(facts));
  if (m_error != 0) fail_writing(m_path, m_error);
  const int descriptor = m_descriptor;
  m_descriptor = -1;
  if (::close(descriptor) != 0) fail_writing(m_path, errno);
}

}  // namespace kbragg::profile
