// SPDX-License-Identifier: BSD-3-Clause
// The ranks that share a run, in agreement about its outcome.
#ifndef KBRAGG_APP_RANK_GROUP_HPP
#define KBRAGG_APP_RANK_GROUP_HPP

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/image_dealer.hpp"
#include "base/error.hpp"
#include "config/run_config.hpp"
#include "ranks/job.hpp"

namespace kbragg::app {

/// Ranks meet in agree() and at the end of run(). Where one has failed by then, all of them end
/// with the same exit code and one of them tells why; so no rank waits for one that is gone, and
/// each keeps the images that it has stored. One process alone is a group, too.
class RankGroup {
 public:
  explicit RankGroup(ranks::Job& job) : m_job(job) {}

  const ranks::Place& place() const { return m_job.place(); }
  bool is_alone() const { return place().ranks == 1; }
  bool is_first() const { return place().rank == 0; }

  /// Calls `work` on all ranks; returns with what the program is to end, if one of them failed. A
  /// process alone lets exceptions pass.
  std::optional<ExitError> run(const std::function<void()>& work);
  /// How it stands with all ranks.
  struct State {
    bool stopped = false;          ///< a rank has left images out
    std::int64_t images_kept = 0;  ///< stored by all of them
  };
  /// Tells the others how it stands here, waits until all ranks have come here, and sums up; does
  /// not return if one of them has failed.
  State agree(const State& here);
  /// Deals no more images to any rank.
  void stop() { m_job.stop_tickets(); }
  /// `numbers` of each rank, after agree(); all ranks must call it.
  std::vector<std::vector<double>> gather(const std::vector<double>& numbers) {
    return m_job.gather(numbers);
  }

  ranks::Job& job() { return m_job; }

 private:
  State meet(const State& here, int code = 0, const std::string& sentence = {});

  ranks::Job& m_job;
  std::optional<ExitError> m_failure;
};

/// Images dealt to whichever rank asks first: those of a range that are not stored yet, in order.
class SharedDealer final : public ImageDealer {
 public:
  /// `stored`: ascending, the same on all ranks.
  SharedDealer(ranks::Job& job, const ImageRange& images, const std::vector<std::int64_t>& stored);
  std::optional<std::int64_t> next() override;
  std::int64_t dealt() const override { return m_dealt; }
  /// How many there are to deal.
  std::int64_t count() const { return m_count; }

 private:
  ranks::Job& m_job;
  std::int64_t m_first, m_count, m_dealt = 0;
  std::vector<std::int64_t> m_missing;  // empty: all from the first on
};

/// The part of the machine for a rank: cores as run.threads: auto takes them, a device, memory.
config::MachineShare share_of_machine(const ranks::Place& place);

}  // namespace kbragg::app

#endif
