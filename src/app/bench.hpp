// SPDX-License-Identifier: BSD-3-Clause
// kbragg bench: times rows (a case on one backend in one precision), each in a process of its own,
// judges their images, and writes what it found.
#ifndef KBRAGG_APP_BENCH_HPP
#define KBRAGG_APP_BENCH_HPP

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/comparison.hpp"
#include "app/evidence_folder.hpp"
#include "app/report_html.hpp"

namespace kbragg::app {

/// The command line.
struct BenchArguments {
  std::string preset, config;  ///< one of the two
  std::vector<std::int64_t> sizes;
  std::vector<std::string> backends, precisions;
  std::vector<int> threads;
  int iterations = 5;
  std::string reference = "builtin";
  double gate = 0.99;
  bool profile = false, keep_artifacts = false;
  std::string outdir, tests;
  double timeout_s = 0;  ///< of each process; 0: none
};

/// What is computed: a command line of the reference program, or a run file.
struct BenchCase {
  std::string name;  ///< "flat-1024"; of a run file its name
  std::string preset;
  std::vector<std::string> flags;
  std::string config;  ///< absolute path
  std::int64_t fast = 0, slow = 0;
};

/// And how.
struct BenchRow {
  const BenchCase* of = nullptr;
  std::string backend, precision;
  int threads = 1;
  std::string name() const;  ///< "flat-1024-openmp-double-2"
};

/// What the rows are judged by: the evaluation of src/plain, a program that takes the flags of the
/// case and writes the image, or a stored image.
enum class ReferenceKind { builtin, program, image };
struct BenchReference {
  ReferenceKind kind = ReferenceKind::builtin;
  std::string path;  ///< absolute
};

/// Checks the command line before any work. Each throws kbragg::Error, or ExitError 8 for backends
/// that this program lacks.
std::vector<BenchCase> bench_cases(const BenchArguments& arguments);
std::vector<BenchRow> bench_rows(const BenchArguments& arguments,
                                 const std::vector<BenchCase>& cases);
BenchReference bench_reference(const BenchArguments& arguments);

/// The other side of the measurement: computes the images of request.json in the working folder and
/// writes them with result.json and case.yaml. Times in s from `spawned`, when this process was
/// started, to `entry`, when it reached main, and so on.
void compute_bench_row(std::chrono::steady_clock::time_point spawned,
                       std::chrono::steady_clock::time_point entry);

/// Starts programs in folders of their own below work/ and tells how it went, as keys of the
/// results; failures become problems.
class BenchRuns {
 public:
  BenchRuns(const BenchArguments& arguments, const BenchReference& reference,
            EvidenceFolder& folder)
      : m_arguments(arguments), m_reference(reference), m_folder(folder) {}

  /// Keys ref_...; throws ExitError 9 for a case that the built-in reference does not know.
  nlohmann::ordered_json reference(const BenchCase& of, int threads);
  /// `reference`: the keys of its reference, which it takes over.
  nlohmann::ordered_json row(const BenchRow& row, const nlohmann::ordered_json& reference);
  /// Runs the row once more under the profiler, into profile/NAME; adds the keys of the profile.
  void profile(const BenchRow& row, nlohmann::ordered_json& result);

  /// The folder in which the reference of these threads was run.
  std::string reference_folder(const BenchCase& of, int threads) const;
  std::string row_folder(const BenchRow& row) const;

  const std::vector<Problem>& problems() const { return m_problems; }
  /// Last lines that the programs printed which failed.
  const std::string& failed_output() const { return m_failed_output; }

 private:
  ChildOutcome run_self(const nlohmann::ordered_json& request, const std::string& folder,
                        const std::string& shown);
  nlohmann::ordered_json request(const BenchCase& of) const;
  nlohmann::ordered_json request(const BenchRow& row) const;
  std::string failure(const std::string& name, const std::string& folder,
                      const std::string& reason);

  const BenchArguments& m_arguments;
  const BenchReference& m_reference;
  EvidenceFolder& m_folder;
  std::vector<Problem> m_problems;
  std::string m_failed_output;
};

/// Compares the images of all rows with their references and holds the figures against the gate:
/// adds the keys of the parity to `results`. Opens Kokkos. Returns pictures of the first row that
/// fails, or of the first one.
std::vector<ReportPicture> judge_bench(const BenchArguments& arguments,
                                       const BenchReference& reference,
                                       const std::vector<BenchRow>& rows, const BenchRuns& runs,
                                       nlohmann::ordered_json& results,
                                       std::vector<Problem>& problems);

/// What is suspicious in a row: key anomalies.
void list_anomalies(nlohmann::ordered_json& row, const nlohmann::ordered_json& environment);

/// Texts from the results alone.
std::string bench_summary(const nlohmann::ordered_json& results);
std::string bench_correlation(const nlohmann::ordered_json& results);

}  // namespace kbragg::app

#endif
