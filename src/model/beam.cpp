// SPDX-License-Identifier: BSD-3-Clause
#include "model/beam.hpp"

#include <cmath>
#include <string>

#include "base/error.hpp"
#include "math/constants.hpp"
#include "math/rotation.hpp"
#include "model/detector.hpp"
#include "model/vectors.hpp"

namespace kbragg::model {

using config::RunConfig;

namespace {

// The fence-post samples of the reference are culled with its own measure, which allows for the
// half step by which an even number of samples is off centre.
bool outside_ellipse(const SourceFan& fan, double h, double v) {
  const Samples& H = fan.horizontal;
  const Samples& V = fan.vertical;
  if (!fan.round || H.range <= 0 || V.range <= 0) return false;
  double h2 = h * h, v2 = v * v, limit = 1;
  if (H.sampling == RangeSampling::from_edge) {
    h2 -= H.step * H.step / 4 * static_cast<double>(1 - H.count % 2);
    v2 -= V.step * V.step / 4 * static_cast<double>(1 - V.count % 2);
    limit = 1.1;
  }
  return 4 * (h2 / H.range / H.range + v2 / V.range / V.range) > limit;
}

/// Weights that can be brought to the sum 1; `where` names their key.
void check_weights(const std::string& where, const std::vector<Source>& sources) {
  double sum = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    KBRAGG_REQUIRE(sources[i].weight >= 0, where + ": source " + std::to_string(i + 1) +
                                               " has a negative weight; give 0 or more, or "
                                               "source_weights: equal");
    sum += sources[i].weight;
  }
  KBRAGG_REQUIRE(sum > 0,
                 where + ": all source weights are 0; give one above 0, or source_weights: equal");
  KBRAGG_REQUIRE(std::isfinite(sum), where + ": the source weights are too large");
}

void normalise_weights(std::vector<Source>& sources) {
  double sum = 0;
  for (const Source& s : sources) sum += s.weight;
  for (Source& s : sources) s.weight /= sum;
}

Source from_row(const SourceRow& row, double wavelength) {
  return {unit(row.direction), row.wavelength.value_or(wavelength), row.weight};
}

void set_fluence(const RunConfig& config, Beam& beam) {
  const auto& c = config.beam;
  if (c.exposure) beam.exposure = c.exposure->si();
  if (c.size) beam.size = c.size->si();
  beam.fluence = constants::unit_fluence;
  if (c.fluence) beam.fluence = c.fluence->si();
  if (c.flux) {
    beam.flux = c.flux->si();
    beam.fluence = fluence_of(*beam.flux, *beam.exposure, *beam.size);
  }
  KBRAGG_REQUIRE(std::isfinite(beam.fluence) && beam.fluence > 0,
                 config.where("beam") + ": the fluence is not a positive finite number");
}

SourceFan fan_of(const RunConfig& config) {
  SourceFan fan;
  const auto samples = [](std::int64_t count, double range, RangeSampling sampling, double step) {
    if (sampling == RangeSampling::bin_centers) step = range / static_cast<double>(count);
    return Samples{count, range, step, sampling};
  };
  if (const auto& d = config.beam.divergence) {
    const auto check = [&](const char* key, double range, std::int64_t steps) {
      KBRAGG_REQUIRE(range > 0 || steps == 1,
                     config.where("beam.divergence.steps") + ": has " + std::to_string(steps) +
                         " steps where beam.divergence." + key + " is 0; give that range or 1");
    };
    check("horizontal", d->horizontal.si(), d->steps[0]);
    check("vertical", d->vertical.si(), d->steps[1]);
    check_step(config, "beam.divergence", d->sampling, d->step.has_value());
    const auto step = d->step.value_or(std::array<config::Angle, 2>{});
    fan.horizontal = samples(d->steps[0], d->horizontal.si(), d->sampling, step[0].si());
    fan.vertical = samples(d->steps[1], d->vertical.si(), d->sampling, step[1].si());
    fan.round = d->shape == config::DivergenceShape::round;
  }
  if (const auto& d = config.beam.dispersion) {
    check_step(config, "beam.dispersion", d->sampling, d->step.has_value());
    fan.dispersion =
        samples(d->steps, d->range.si(), d->sampling, d->step.value_or(config::Fraction{}).si());
  }
  return fan;
}

void set_sources(const RunConfig& config, const std::vector<SourceRow>& file_sources, Beam& beam) {
  std::vector<SourceRow> rows = file_sources;
  for (const auto& s : config.beam.sources) {
    SourceRow row{to_vec3(s.direction), s.weight, {}};
    if (s.wavelength) row.wavelength = s.wavelength->si();
    rows.push_back(row);
  }
  if (rows.empty()) {
    const SourceFan fan = fan_of(config);
    constexpr std::int64_t most_sources = 100'000'000;
    KBRAGG_REQUIRE(static_cast<double>(fan.horizontal.count) *
                           static_cast<double>(fan.vertical.count) *
                           static_cast<double>(fan.dispersion.count) <=
                       static_cast<double>(most_sources),
                   config.where("beam.divergence.steps") + ": more than " +
                       std::to_string(most_sources) + " sources");
    beam.sources = make_fan(beam.direction, beam.polarization.axis, beam.wavelength, fan);
    KBRAGG_REQUIRE(!beam.sources.empty(), config.where("beam.divergence") +
                                              ": the ellipse of the two ranges holds none of the "
                                              "samples; change range or steps, or give shape: "
                                              "square");
    for (const Source& s : beam.sources)
      KBRAGG_REQUIRE(s.wavelength > 0,
                     config.where("beam.dispersion.range") + ": reaches a wavelength of 0 or less");
    return;
  }
  const char* key = config.beam.source_file ? "beam.source_file" : "beam.sources";
  for (const SourceRow& row : rows) {
    KBRAGG_REQUIRE(norm(row.direction) > 0, config.where(key) + ": a source has no direction");
    const double wavelength = row.wavelength.value_or(beam.wavelength);
    KBRAGG_REQUIRE(wavelength >= 1e-12 && wavelength <= 1e-6,
                   config.where(key) + ": a source has a wavelength outside 0.01 to 10000 A");
    beam.sources.push_back(from_row(row, beam.wavelength));
  }
  if (config.beam.source_weights == SourceWeights::equal)
    for (Source& s : beam.sources) s.weight = 1;
  else
    check_weights(config.where(key), beam.sources);
  normalise_weights(beam.sources);
}

}  // namespace

double fluence_of(double flux, double exposure, double size) {
  return flux * exposure / size / size;
}

std::vector<Source> make_fan(const Vec3& beam, const Vec3& polarization, double wavelength,
                             const SourceFan& fan) {
  const Vec3 vertical_axis = unit(cross(beam, polarization));
  std::vector<Source> sources;
  for (std::int64_t i = 0; i < fan.horizontal.count; ++i) {
    for (std::int64_t j = 0; j < fan.vertical.count; ++j) {
      const double h = fan.horizontal.offset(i), v = fan.vertical.offset(j);
      if (outside_ellipse(fan, h, v)) continue;
      const Vec3 towards =
          unit(rotate_axis(rotate_axis(-10.0 * beam, polarization, v), vertical_axis, h));
      for (std::int64_t k = 0; k < fan.dispersion.count; ++k)
        sources.push_back({towards, wavelength * (1 + fan.dispersion.offset(k)), 1});
    }
  }
  if (!sources.empty()) normalise_weights(sources);
  return sources;
}

Beam make_beam(const RunConfig& config, const std::vector<SourceRow>& file_sources) {
  const auto& c = config.beam;
  const ConventionFrame frame = convention_frame(config.detector.convention);
  Beam beam;
  beam.direction = beam_direction(config);
  beam.wavelength =
      c.wavelength ? c.wavelength->si() : constants::energy_wavelength / c.energy->si() / 1e10;
  beam.polarization.enabled = c.polarization.enabled;
  beam.polarization.kahn_factor = c.polarization.kahn_factor;
  beam.polarization.axis =
      direction_or(config, "beam.polarization.axis", c.polarization.axis, frame.polarization);
  KBRAGG_REQUIRE(norm(cross(beam.direction, beam.polarization.axis)) > 1e-6,
                 config.where("beam.polarization.axis") + ": is parallel to the beam");
  set_fluence(config, beam);
  set_sources(config, file_sources, beam);
  return beam;
}

}  // namespace kbragg::model
