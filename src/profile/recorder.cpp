// SPDX-License-Identifier: BSD-3-Clause
#include "profile/recorder.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/error.hpp"
#include "compat/kokkos.hpp"
#include "profile/labels.hpp"
#include "profile/trace_file.hpp"

namespace kbragg::profile {

using Clock = std::chrono::steady_clock;

struct Recorder::Impl {
  explicit Impl(const std::string& trace_file) : trace(trace_file) { thread_number(); }

  // All of these lock: Kokkos calls from any thread.
  void begin(Kind kind, const std::string& label, const std::string& space, std::int64_t bytes);
  void end(Kind kind);
  void allocate(const std::string& space, const std::string& label, const void* memory,
                std::int64_t bytes);
  void deallocate(const std::string& space, const std::string& label, const void* memory);
  Recording finish(nlohmann::ordered_json facts);

 private:
  struct Memory {
    std::int64_t bytes = 0, most = 0;
  };

  std::int64_t now() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
  }
  /// 0 for the thread that made the recorder, the others in the order of their first event.
  int thread_number() {
    const int next = static_cast<int>(threads.size());
    return threads.emplace(std::this_thread::get_id(), next).first->second;
  }
  void change_memory(const Event& event);

  std::mutex mutex;
  TraceFile trace;
  Timeline timeline;
  std::unordered_map<std::thread::id, int> threads;
  std::unordered_map<const void*, std::int64_t> allocated;  // bytes of what is alive
  std::map<std::string, Memory> memory;                     // by space
  Clock::time_point start = Clock::now();
};

void Recorder::Impl::begin(Kind kind, const std::string& label, const std::string& space,
                           std::int64_t bytes) {
  const std::lock_guard lock(mutex);
  timeline.begin({kind, label, space, bytes, now(), 0, thread_number()});
}

void Recorder::Impl::end(Kind kind) {
  const std::int64_t time = now();  // waiting for the lock is no part of the event
  const std::lock_guard lock(mutex);
  for (const Event& event : timeline.end(thread_number(), kind, time)) trace.add(event);
}

void Recorder::Impl::change_memory(const Event& event) {
  Memory& m = memory[event.space];
  m.bytes += event.bytes;
  trace.add(event);
  trace.add_counter("memory of " + event.space, "bytes", m.bytes, event.start);
  if (m.bytes <= m.most) return;
  m.most = m.bytes;
  trace.add_counter("high water of " + event.space, "bytes", m.most, event.start);
}

void Recorder::Impl::allocate(const std::string& space, const std::string& label,
                              const void* address, std::int64_t bytes) {
  const std::lock_guard lock(mutex);
  const Event event{Kind::alloc, label, space, bytes, now(), 0, thread_number()};
  allocated[address] = bytes;
  timeline.mark(event);
  change_memory(event);
}

void Recorder::Impl::deallocate(const std::string& space, const std::string& label,
                                const void* address) {
  const std::lock_guard lock(mutex);
  const auto found = allocated.find(address);
  if (found == allocated.end()) return;  // older than the recording
  change_memory({Kind::alloc, label, space, -found->second, now(), 0, thread_number()});
  allocated.erase(found);
}

Recording Recorder::Impl::finish(nlohmann::ordered_json facts) {
  const std::lock_guard lock(mutex);
  Recording recording{timeline.summary(now()), {}};
  for (const auto& [space, m] : memory) recording.most_bytes[space] = m.most;
  facts["interval_us"] = static_cast<double>(recording.summary.interval) / 1000;
  facts["most_bytes"] = recording.most_bytes;
  trace.finish(std::move(facts));
  return recording;
}

namespace {

// State that cannot be local: the callbacks of Kokkos carry no data of their user.
std::atomic<Recorder::Impl*> g_recorder = nullptr;

// Fences that recording itself takes last as part of the event that they delimit.
constexpr const char* own_fence = "kbragg::profile::copy";
bool is_fence_of_recording(const char* label) {
  return std::string_view(label) == own_fence ||
         std::string_view(label).starts_with("Kokkos::Tools::");
}

/// A copy is known by the View of kbragg that takes part in it.
std::string copy_label(const char* to, const char* from) {
  const bool take_from = find_label(to) == nullptr && find_label(from) != nullptr;
  const std::string label(own_label(take_from ? from : to));
  return label.empty() ? "Kokkos::deep_copy" : label;
}

template <Kind kind>
void begin_kernel(const char* label, std::uint32_t device, std::uint64_t* id) {
  *id = 1;
  if (auto* recorder = g_recorder.load())
    recorder->begin(kind, label, compat::device_name(device), 0);
}

template <Kind kind>
void end_kernel(std::uint64_t) {
  if (auto* recorder = g_recorder.load()) recorder->end(kind);
}

void begin_fence(const char* label, std::uint32_t device, std::uint64_t* id) {
  *id = is_fence_of_recording(label) ? 0 : 1;
  if (*id == 0) return;
  if (auto* recorder = g_recorder.load())
    recorder->begin(Kind::fence, label, compat::device_name(device), 0);
}

void end_fence(std::uint64_t id) {
  auto* recorder = g_recorder.load();
  if (recorder && id != 0) recorder->end(Kind::fence);
}

void begin_copy(compat::SpaceHandle to, const char* to_label, const void*, compat::SpaceHandle from,
                const char* from_label, const void*, std::uint64_t bytes) {
  compat::fence_all(own_fence);
  const std::string space = std::string(from.name) + " to " + to.name;
  if (auto* recorder = g_recorder.load())
    recorder->begin(Kind::copy, copy_label(to_label, from_label), space,
                    static_cast<std::int64_t>(bytes));
}

void end_copy() {
  compat::fence_all(own_fence);
  if (auto* recorder = g_recorder.load()) recorder->end(Kind::copy);
}

void push_region(const char* label) {
  if (auto* recorder = g_recorder.load()) recorder->begin(Kind::region, label, "", 0);
}

void pop_region() {
  if (auto* recorder = g_recorder.load()) recorder->end(Kind::region);
}

void allocate(compat::SpaceHandle space, const char* label, const void* memory,
              std::uint64_t bytes) {
  if (auto* recorder = g_recorder.load())
    recorder->allocate(space.name, label, memory, static_cast<std::int64_t>(bytes));
}

void deallocate(compat::SpaceHandle space, const char* label, const void* memory, std::uint64_t) {
  if (auto* recorder = g_recorder.load()) recorder->deallocate(space.name, label, memory);
}

compat::ToolEvents callbacks() {
  compat::ToolEvents events{};
  events.begin_parallel_for = begin_kernel<Kind::parallel_for>;
  events.end_parallel_for = end_kernel<Kind::parallel_for>;
  events.begin_parallel_reduce = begin_kernel<Kind::reduce>;
  events.end_parallel_reduce = end_kernel<Kind::reduce>;
  events.begin_parallel_scan = begin_kernel<Kind::scan>;
  events.end_parallel_scan = end_kernel<Kind::scan>;
  events.begin_fence = begin_fence;
  events.end_fence = end_fence;
  events.begin_deep_copy = begin_copy;
  events.end_deep_copy = end_copy;
  events.push_region = push_region;
  events.pop_region = pop_region;
  events.allocate_data = allocate;
  events.deallocate_data = deallocate;
  return events;
}

}  // namespace

void require_no_other_connector() {
  for (const char* variable : {"KOKKOS_TOOLS_LIBS", "KOKKOS_PROFILE_LIBRARY"}) {
    const char* const library = std::getenv(variable);
    KBRAGG_REQUIRE(library == nullptr || *library == '\0',
                   std::string("--profile records by itself, but ") + variable +
                       " names another connector of Kokkos Tools; unset it or leave --profile out");
  }
}

Recorder::Recorder(const std::string& trace_file) {
  KBRAGG_REQUIRE(g_recorder == nullptr, "a profile is being recorded already");
  m_impl = std::make_unique<Impl>(trace_file);
  g_recorder = m_impl.get();
  compat::set_tool_events(callbacks());
}

Recorder::~Recorder() {
  compat::remove_tool_events();
  g_recorder = nullptr;
}

Recording Recorder::finish(nlohmann::ordered_json facts) {
  compat::remove_tool_events();
  return m_impl->finish(std::move(facts));
}

Region::Region(const char* label) : m_through_kokkos(Kokkos::is_initialized()) {
  if (m_through_kokkos)
    Kokkos::Profiling::pushRegion(label);
  else
    push_region(label);
}

Region::~Region() {
  if (m_through_kokkos)
    Kokkos::Profiling::popRegion();
  else
    pop_region();
}

}  // namespace kbragg::profile
