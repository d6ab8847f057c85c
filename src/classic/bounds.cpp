// SPDX-License-Identifier: BSD-3-Clause
// The flags behind the keys of an imported run, and whether the run file allows their values.
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "classic/import_parts.hpp"
#include "config/type_info.hpp"

namespace kbragg::classic {

using namespace config;

namespace {

constexpr std::pair<std::string_view, std::string_view> flags_of_keys[] = {
    {"beam", "-fluence, -flux, -exposure, -beamsize"},
    {"beam.wavelength", "-lambda"},
    {"beam.energy", "-energy"},
    {"beam.fluence", "-fluence"},
    {"beam.flux", "-flux"},
    {"beam.exposure", "-exposure"},
    {"beam.size", "-beamsize"},
    {"beam.direction", "-beam_vector"},
    {"beam.polarization.kahn_factor", "-polar"},
    {"beam.polarization.axis", "-polar_vector"},
    {"beam.source_file", "-sourcefile"},
    {"beam.divergence", "-hdivrange, -vdivrange"},
    {"beam.divergence.horizontal", "-hdivrange"},
    {"beam.divergence.vertical", "-vdivrange"},
    {"beam.divergence.steps", "-divsteps"},
    {"beam.divergence.step", "-hdivstep, -vdivstep"},
    {"beam.dispersion.range", "-dispersion"},
    {"beam.dispersion.steps", "-dispsteps"},
    {"beam.dispersion.step", "-dispersion"},
    {"crystal", "-cell, -mat"},
    {"crystal.cell", "-cell"},
    {"crystal.cell.a", "-cell"},
    {"crystal.cell.b", "-cell"},
    {"crystal.cell.c", "-cell"},
    {"crystal.cell.alpha", "-cell"},
    {"crystal.cell.beta", "-cell"},
    {"crystal.cell.gamma", "-cell"},
    {"crystal.matrix_file", "-mat"},
    {"crystal.random_orientation.seed", "-misset_seed"},
    {"crystal.mosaic.spread", "-mosaic"},
    {"crystal.mosaic.domains", "-mosaic_domains"},
    {"crystal.cells", "-N"},
    {"crystal.fudge", "-fudge"},
    {"structure_factors.hkl_file", "-hkl"},
    {"structure_factors.dump_file", "-dump"},
    {"structure_factors.constant", "-default_F"},
    {"structure_factors.default_F", "-default_F"},
    {"structure_factors.interpolation", "-interpolate"},
    {"detector", "-detector_rotx, -detector_roty, -detector_rotz, -twotheta"},
    {"detector.fast_axis", "-fdet_vector"},
    {"detector.slow_axis", "-sdet_vector"},
    {"detector.normal", "-odet_vector, -beam_vector"},
    {"detector.twotheta_axis", "-twotheta_axis"},
    {"detector.rotation", "-detector_rotx, -detector_roty, -detector_rotz"},
    {"detector.curved", "-curved_det"},
    {"detector.roi.fast", "-roi"},
    {"detector.roi.slow", "-roi"},
    {"detector.mask_file", "-mask"},
    {"detector.pixels", "-detpixels"},
    {"detector.pixel_size", "-pixel"},
    {"detector.distance", "-distance"},
    {"detector.close_distance", "-close_distance"},
    {"detector.sensor.thickness", "-detector_thick"},
    {"detector.sensor.attenuation_depth", "-detector_abs"},
    {"detector.sensor.layers", "-detector_thicksteps"},
    {"scan.axis", "-spindle_axis"},
    {"scan.oscillation", "-osc"},
    {"scan.steps", "-phisteps"},
    {"sampling.oversample", "-oversample"},
    {"sampling.dmin", "-dmin"},
    {"background.water", "-water"},
    {"background.water.thickness", "-water"},
    {"noise.seed", "-seed"},
    {"run.backend", "--backend"},
    {"run.threads", "--threads"},
    {"run.precision", "--precision"},
    {"output.file", "-hdf5"},
};

std::string flag_of_key(std::string_view path) {
  for (const auto& [key, flag] : flags_of_keys)
    if (key == path) return std::string(flag);
  return std::string(path);
}

/// Visits the description of a run file; see config/field.hpp.
class BoundsChecker {
 public:
  explicit BoundsChecker(std::string path) : m_path(std::move(path)) {}

  template <class T>
  void key(std::string_view name, T& value, std::string_view, Bounds bounds = any()) {
    check(inside(name), value, bounds);
  }
  template <class S>
  void section(std::string_view name, S& value, std::string_view) {
    BoundsChecker inner(inside(name));
    describe(inner, value);
  }
  template <class S>
  void section(std::string_view name, std::optional<S>& value, std::string_view doc) {
    if (value) section(name, *value, doc);
  }
  template <class S>
  void list(std::string_view, std::vector<S>&, std::string_view) {}  // no flag gives one
  void exclusive(std::initializer_list<std::string_view>, Need) {}
  void together(std::string_view, std::initializer_list<std::string_view>) {}
  void required(std::string_view) {}

 private:
  std::string inside(std::string_view name) const {
    return m_path.empty() ? std::string(name) : m_path + "." + std::string(name);
  }

  static void refuse(const std::string& path, const std::string& found,
                     const std::string& allowed) {
    fail(flag_of_key(path) + ": comes to " + found + ", must be " + allowed);
  }

  static void check(const std::string& path, double value, const Bounds& bounds) {
    if (!allows(bounds, value))
      refuse(path, number_text(value), bounds_text(TypeOf<double>::get(), bounds));
  }
  static void check(const std::string& path, std::int64_t value, const Bounds& bounds) {
    if (!allows(bounds, static_cast<double>(value)))
      refuse(path, std::to_string(value), bounds_text(TypeOf<double>::get(), bounds));
  }
  template <Dimension D>
  static void check(const std::string& path, const Quantity<D>& value, const Bounds& bounds) {
    if (!allows(bounds, value.si()))
      refuse(path, number_text(value.value) + " " + value.unit,
             bounds_text(*find_unit(D, value.unit), bounds));
  }
  template <class T>
  static void check(const std::string& path, const std::optional<T>& value, const Bounds& bounds) {
    if (value) check(path, *value, bounds);
  }
  template <class T>
  static void check(const std::string& path, const AutoOr<T>& value, const Bounds& bounds) {
    check(path, value.value, bounds);
  }
  template <class T, std::size_t N>
  static void check(const std::string& path, const std::array<T, N>& values, const Bounds& bounds) {
    for (const T& value : values) check(path, value, bounds);
  }
  template <class T>
  static void check(const std::string& path, const std::vector<T>& values, const Bounds& bounds) {
    for (const T& value : values) check(path, value, bounds);
  }
  static void check(const std::string&, const std::string&, const Bounds&) {}
  static void check(const std::string&, bool, const Bounds&) {}
  template <class E>
  requires std::is_enum_v<E>
  static void check(const std::string&, E, const Bounds&) {}

  std::string m_path;
};

}  // namespace

void name_flags(RunConfig& config) {
  for (const auto& [key, flag] : flags_of_keys) config.locations[std::string(key)] = flag;
}

void check_bounds(const RunConfig& config) {
  // describe() takes what it visits by reference for the reader's sake.
  RunConfig copy = config;
  BoundsChecker checker("");
  describe(checker, copy);
}

}  // namespace kbragg::classic
