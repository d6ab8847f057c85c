// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "io/chunk_codec.hpp"
#include "io/nxmx_tree.hpp"

namespace kbragg::io {

namespace {

/// Collects what the checks have in common: the start of the sentence.
struct Checker {
  const std::string& path;
  void require(bool condition, const std::string& sentence) const {
    KBRAGG_REQUIRE(condition, "cannot write " + path + ": " + sentence);
  }
  void positive(double value, const char* what) const {
    require(std::isfinite(value) && value > 0,
            std::string(what) + " is " + std::to_string(value) + "; it must be above 0.");
  }
  void finite(const Vec3& v, const char* what) const {
    require(std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z),
            std::string(what) + " holds a number that is not finite.");
  }
};

void check_shape(const Checker& check, const ImageShape& shape) {
  constexpr std::int64_t edge = 1000000;
  check.require(shape.images >= 1 && shape.slow >= 1 && shape.fast >= 1 && shape.slow <= edge &&
                    shape.fast <= edge && shape.images <= edge,
                std::to_string(shape.images) + " images of " + std::to_string(shape.slow) + " x " +
                    std::to_string(shape.fast) +
                    " (slow x fast) pixels; each number must be 1 to 1000000.");
}

void check_geometry(const Checker& check, const NxmxGeometry& g) {
  check.positive(g.pixel_size, "the pixel size in metres");
  check.require(std::isfinite(g.distance), "the distance is not finite.");
  check.finite(g.pix0, "pix0");
  check.finite(g.polarization, "the polarization vector");
  for (const auto& [v, name] : {std::pair(g.fast, "fast axis"), std::pair(g.slow, "slow axis")})
    check.require(norm(v) > 0.5 && norm(v) < 2, std::string("the ") + name + " has length " +
                                                    std::to_string(norm(v)) +
                                                    "; it must lie between 0.5 and 2.");
  for (const auto& [v, name] :
       {std::pair(g.beam, "beam direction"), std::pair(g.spindle, "spindle"),
        std::pair(g.untilted_slow, "untilted slow axis")}) {
    check.require(std::abs(norm(v) - 1) < 1e-6, std::string("the ") + name + " has length " +
                                                    std::to_string(norm(v)) +
                                                    "; it must be a unit vector.");
  }
}

void check_names(const Checker& check, const MetadataList& list, const char* what) {
  std::set<std::string> seen;
  for (const auto& [name, value] : list) {
    check.require(!name.empty() && name != "." && name.find('/') == std::string::npos &&
                      seen.insert(name).second,
                  std::string("the name '") + name + "' in " + what +
                      " is empty, repeated, '.' or holds '/'.");
  }
}

}  // namespace

void validate(const std::string& path, const NxmxMetadata& metadata, const NxmxOptions& options) {
  const Checker check{path};
  check_shape(check, metadata.shape);
  check.require(metadata.image || !(metadata.rotation || metadata.ensemble),
                "what the images have of their own is not given.");
  check.positive(metadata.beam.wavelength, "the wavelength in metres");
  check_geometry(check, metadata.geometry);
  check.require(options.gzip_level >= 1 && options.gzip_level <= 9,
                "gzip level " + std::to_string(options.gzip_level) + "; allowed are 1 to 9.");
  require_filters(path, options.compression);
  if (metadata.sensor) {
    const std::string& material = metadata.sensor->material;
    check.require(material == "Si" || material == "CdTe" || material == "GaAs",
                  "sensor material '" + material + "'; allowed are Si, CdTe and GaAs.");
    check.positive(metadata.sensor->thickness, "the sensor thickness in metres");
  }
  check.require(
      !metadata.saturation || (*metadata.saturation >= 1 && *metadata.saturation <= highest_count),
      "saturation at " + std::to_string(metadata.saturation.value_or(0)) +
          " counts; allowed are 1 to 2147483645.");
  const NxmxSpectrum& spectrum = metadata.spectrum;
  check.require(spectrum.wavelength.size() == spectrum.weight.size() &&
                    spectrum.weight.size() == spectrum.source.size(),
                "the lists of the spectrum differ in length.");
  check_names(check, metadata.run, "run");
  check_names(check, metadata.seeds, "seeds");
  check_names(check, metadata.options, "options");
}

}  // namespace kbragg::io
