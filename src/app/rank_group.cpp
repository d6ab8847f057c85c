// SPDX-License-Identifier: BSD-3-Clause
#include "app/rank_group.hpp"

#include <algorithm>
#include <filesystem>
#include <new>

#include "app/ending.hpp"
#include "app/signals.hpp"

namespace kbragg::app {

namespace {

/// Leaves work that makes no sense any more, because another rank has failed.
struct OtherRankFailed {};

}  // namespace

/// Tells the others how it went here: code 0 for well.
void RankGroup::meet(int code, const std::string& sentence) {
  std::vector<int> codes;
  for (const auto& numbers : m_job.gather({static_cast<double>(code)}))
    codes.push_back(static_cast<int>(numbers[0]));
  // Of several reasons the one with the lowest code: an error before an interruption.
  auto speaker = codes.end();
  for (auto c = codes.begin(); c != codes.end(); ++c)
    if (*c != 0 && (speaker == codes.end() || *c < *speaker)) speaker = c;
  if (speaker == codes.end()) return;
  const bool all_alike = std::count(codes.begin(), codes.end(), *speaker) == place().ranks;
  const std::string rank = "rank " + std::to_string(place().rank) + ": ";
  m_failure.emplace(*speaker, speaker - codes.begin() != place().rank ? ""
                              : all_alike                             ? sentence
                                                                      : rank + sentence);
}

void RankGroup::agree() {
  if (is_alone()) return;
  meet(0, "");
  if (m_failure) throw OtherRankFailed{};
}

std::optional<ExitError> RankGroup::run(const std::function<void()>& work) {
  if (is_alone()) {
    work();
    return std::nullopt;
  }
  const auto fail_with = [this](int code, const std::string& sentence) {
    m_job.stop_tickets();  // the others need not go on
    meet(code, sentence);
  };
  try {
    work();
    meet(0, "");
  } catch (const OtherRankFailed&) {
  } catch (const ExitError& error) {
    fail_with(error.code(), error.what());
  } catch (const Interrupted& error) {
    fail_with(signal_base + caught_signal(), error.what());
  } catch (const std::bad_alloc&) {
    fail_with(exit_failed, not_enough_memory);
  } catch (const std::exception& error) {
    fail_with(exit_failed, error.what());
  }
  return m_failure;
}

std::optional<std::int64_t> SharedDealer::next() {
  const std::int64_t ticket = m_job.next_ticket();
  if (ticket >= m_images.count) return std::nullopt;
  m_dealt = ticket + 1;
  return m_images.first + ticket;
}

config::MachineShare share_of_machine(const ranks::Place& place) {
  if (place.ranks == 1) return {};
  return {place.cores, place.node_rank, place.node_ranks};
}

std::string name_for_rank(const std::string& name, const ranks::Place& place) {
  if (place.ranks == 1) return name;
  std::filesystem::path path = name;
  const std::string extension = path.extension().string();
  path.replace_extension();
  return path.string() + "-rank" + std::to_string(place.rank) + extension;
}

}  // namespace kbragg::app
