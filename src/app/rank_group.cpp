// SPDX-License-Identifier: BSD-3-Clause
#include "app/rank_group.hpp"

#include <algorithm>
#include <new>

#include "app/ending.hpp"
#include "app/signals.hpp"

namespace kbragg::app {

namespace {

/// Leaves work that makes no sense any more, because another rank has failed.
struct OtherRankFailed {};

}  // namespace

/// `code`: with what this rank fails, 0: it does not.
RankGroup::State RankGroup::meet(const State& here, int code, const std::string& sentence) {
  State all;
  std::vector<int> codes;
  for (const auto& numbers : m_job.gather({static_cast<double>(code), here.stopped ? 1.0 : 0.0,
                                           static_cast<double>(here.images_kept)})) {
    codes.push_back(static_cast<int>(numbers[0]));
    all.stopped = all.stopped || numbers[1] != 0;
    all.images_kept += static_cast<std::int64_t>(numbers[2]);
  }
  // Of several reasons the one with the lowest code: an error before an interruption.
  auto speaker = codes.end();
  for (auto c = codes.begin(); c != codes.end(); ++c)
    if (*c != 0 && (speaker == codes.end() || *c < *speaker)) speaker = c;
  if (speaker == codes.end()) return all;
  const bool all_alike = std::count(codes.begin(), codes.end(), *speaker) == place().ranks;
  const std::string rank = "rank " + std::to_string(place().rank) + ": ";
  m_failure.emplace(*speaker, speaker - codes.begin() != place().rank ? ""
                              : all_alike                             ? sentence
                                                                      : rank + sentence);
  return all;
}

RankGroup::State RankGroup::agree(const State& here) {
  if (is_alone()) return here;
  const State all = meet(here);
  if (m_failure) throw OtherRankFailed{};
  return all;
}

std::optional<ExitError> RankGroup::run(const std::function<void()>& work) {
  if (is_alone()) {
    work();
    return std::nullopt;
  }
  const auto fail_with = [this](int code, const std::string& sentence) {
    stop();  // the others need not go on
    meet({}, code, sentence);
  };
  try {
    work();
    meet({});
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

SharedDealer::SharedDealer(ranks::Job& job, const ImageRange& images,
                           const std::vector<std::int64_t>& stored)
    : m_job(job), m_first(images.first), m_count(images.count) {
  if (stored.empty()) return;
  for (std::int64_t image = images.first; images.holds(image); ++image)
    if (!std::binary_search(stored.begin(), stored.end(), image)) m_missing.push_back(image);
  m_count = static_cast<std::int64_t>(m_missing.size());
}

std::optional<std::int64_t> SharedDealer::next() {
  const std::int64_t ticket = m_job.next_ticket();
  if (ticket >= m_count) return std::nullopt;
  m_dealt = ticket + 1;
  return m_missing.empty() ? m_first + ticket : m_missing[static_cast<std::size_t>(ticket)];
}

config::MachineShare share_of_machine(const ranks::Place& place) {
  if (place.ranks == 1) return {};
  return {place.cores, place.node_rank, place.node_ranks};
}

}  // namespace kbragg::app
