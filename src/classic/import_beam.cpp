// SPDX-License-Identifier: BSD-3-Clause
// Beam and spindle.
#include "base/error.hpp"
#include "classic/import_parts.hpp"
#include "model/reference_rules.hpp"

namespace kbragg::classic {

using config::Angle;
using config::Fraction;
using config::RangeSampling;

namespace {

// A flux that is not 0 replaces the fluence.
void set_fluence(const Flags& f, config::Beam& beam) {
  if (f.flux.value != 0 && f.exposure.value > 0 && f.beam_size.value >= 0) {
    beam.flux = f.flux;
    beam.exposure = f.exposure;
    beam.size = f.beam_size;
  } else {
    beam.fluence = f.fluence;
  }
}

model::Samples resolve_range(const std::string& flags, std::optional<std::int64_t> count,
                             const std::optional<Angle>& range, const std::optional<Angle>& step) {
  const double width = range ? range->si() : -1, distance = step ? step->si() : -1;
  if (count.value_or(-1) <= 0 && width > 0 && distance > 0)
    check_sample_count(flags, width, distance);
  return model::reference_samples(count.value_or(-1), width, distance);
}

void set_divergence(const Flags& f, config::Beam& beam) {
  const model::Samples h = resolve_range("-hdivrange and -hdivstep", f.horizontal_steps,
                                         f.horizontal_range, f.horizontal_step);
  const model::Samples v = resolve_range("-vdivrange and -vdivstep", f.vertical_steps,
                                         f.vertical_range, f.vertical_step);
  if (h.range <= 0 && v.range <= 0) return;
  auto& d = beam.divergence.emplace();
  d.horizontal = typed_or(f.horizontal_range, h.range, "rad");
  d.vertical = typed_or(f.vertical_range, v.range, "rad");
  d.steps = {h.count, v.count};
  d.shape = f.round_divergence ? config::DivergenceShape::round : config::DivergenceShape::square;
  d.sampling = RangeSampling::from_edge;
  d.step = {typed_or(f.horizontal_step, h.step, "rad"), typed_or(f.vertical_step, v.step, "rad")};
}

void set_dispersion(const Flags& f, config::Beam& beam) {
  const model::Samples s =
      model::reference_samples(f.dispersion_steps.value_or(-1), f.dispersion.si(), -1);
  if (s.range <= 0) return;
  auto& d = beam.dispersion.emplace();
  d.range = typed_or(std::optional<Fraction>(f.dispersion), s.range, "1");
  d.steps = s.count;
  d.sampling = RangeSampling::from_edge;
  d.step = Fraction{s.step, "1"};
}

}  // namespace

void set_beam(const Flags& f, const ImportContext& context, ImportedRun& run) {
  auto& beam = run.config.beam;
  beam.energy = f.energy;
  if (!f.energy) beam.wavelength = f.wavelength;
  set_fluence(f, beam);
  // The second flag brings the correction back.
  beam.polarization.enabled = !f.nopolar || f.oversample_polar;
  beam.polarization.kahn_factor = f.kahn_factor;
  if (f.nopolar && f.oversample_polar)
    run.warnings.push_back("-nopolar: has no effect beside -oversample_polar");
  beam.source_weights = config::SourceWeights::equal;
  if (f.source_file) {
    beam.source_file = absolute_path(context, *f.source_file);
  } else {
    set_divergence(f, beam);
    set_dispersion(f, beam);
  }
}

void set_scan(const Flags& f, ImportedRun& run) {
  auto& scan = run.config.scan;
  const double range = f.oscillation ? f.oscillation->si() : -1;
  const double distance = f.phi_step ? f.phi_step->si() : -1;
  const std::int64_t given = f.phi_steps.value_or(-1);
  if (given < 0 && range >= 0 && distance > 0) {
    check_sample_count("-osc and -phistep", range, distance);
    KBRAGG_REQUIRE(range > 0, "-osc: 0 with -phistep makes no spindle step, leave out one of them");
  }
  const model::PhiSteps steps = model::reference_phi_steps(given, range, distance);
  scan.start = f.phi;
  if (steps.count == 1 && steps.oscillation == 0) return;
  scan.oscillation = typed_or(f.oscillation, steps.oscillation, "rad");
  scan.steps = steps.count;
  scan.sampling = RangeSampling::from_edge;
  scan.step = typed_or(f.phi_step, steps.step, "rad");
}

}  // namespace kbragg::classic
