// SPDX-License-Identifier: BSD-3-Clause
// Each device function in a lane loop over arrays in the first cache, beside what a reader would
// write from the formula with the C library, one evaluation after the other.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "config/run_config.hpp"
#include "kernels/device_scene.hpp"
#include "math/constants.hpp"
#include "perf/program.hpp"
#include "perf/scenes.hpp"
#include "plain/image.hpp"

namespace kbragg::perf {

namespace {

using constants::pi;
using kernels::MillerPoint;

/// Elements of an array: 4 KB of double.
constexpr int count = 512;
constexpr const char* counter = "ns_per_evaluation";

/// Three coordinates of points in the cube [-1/2, 1/2], and room for results.
template <class Real>
struct Points {
  std::vector<Real> u, v, w, result;

  Points() : u(count), v(count), w(count), result(count) {
    // Multiples of irrational numbers fill the cube evenly.
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      u[at] = static_cast<Real>(std::fmod(i * 0.8191725133961645, 1.0) - 0.5);
      v[at] = static_cast<Real>(std::fmod(i * 0.6710436067037893, 1.0) - 0.5);
      w[at] = static_cast<Real>(std::fmod(i * 0.5497004779019703, 1.0) - 0.5);
    }
  }
};

template <class Real, class F>
void in_lanes(benchmark::State& state, const F& f) {
  Points<Real> points;
  const Real *u = points.u.data(), *v = points.v.data(), *w = points.w.data();
  Real* result = points.result.data();
  measure(state, counter, count, [&] {
    KBRAGG_LANE_LOOP
    for (int i = 0; i < count; ++i) result[i] = f(u[i], v[i], w[i]);
    benchmark::DoNotOptimize(result);
    benchmark::ClobberMemory();
  });
}

template <class F>
void one_by_one(benchmark::State& state, const F& f) {
  Points<double> points;
  measure(state, counter, count, [&] {
    for (std::size_t i = 0; i < count; ++i)
      points.result[i] = f(points.u[i], points.v[i], points.w[i]);
    benchmark::DoNotOptimize(points.result.data());
    benchmark::ClobberMemory();
  });
}

/// A device function and its plain counterpart, both of (u, v, w).
template <class Device, class Plain>
void add_pair(const Options& options, const std::string& name, const Device& device,
              const Plain& plain) {
  add(options, name + "/lanes/double",
      [=](benchmark::State& state) { in_lanes<double>(state, device); });
  add(options, name + "/plain", [=](benchmark::State& state) { one_by_one(state, plain); });
}

/// The same where the device function is a template of its arithmetic.
template <class Device, class Plain>
void add_both_precisions(const Options& options, const std::string& name, const Device& device,
                         const Plain& plain) {
  add(options, name + "/lanes/float",
      [=](benchmark::State& state) { in_lanes<float>(state, device); });
  add_pair(options, name, device, plain);
}

void add_elementary(const Options& options) {
  add_both_precisions(
      options, "sin_pi", [](auto u, auto, auto) { return kernels::sin_pi(u); },
      [](double u, double, double) { return std::sin(pi * u); });
  add_both_precisions(
      options, "cos_pi", [](auto u, auto, auto) { return kernels::cos_pi(u); },
      [](double u, double, double) { return std::cos(pi * u); });
  add_both_precisions(
      options, "nearest_integer",
      [](auto u, auto, auto) { return kernels::nearest_integer(decltype(u)(100) * u); },
      [](double u, double, double) { return std::ceil(100 * u - 0.5); });
  add_both_precisions(
      options, "exponential",
      [](auto u, auto, auto) { return kernels::exponential(40 * (u - decltype(u)(0.5))); },
      [](double u, double, double) { return std::exp(40 * (u - 0.5)); });
  add_both_precisions(
      options, "sphere_transform",
      [](auto u, auto, auto) {
        return kernels::RoundProfile::sphere_transform(500 * (u + decltype(u)(0.5)));
      },
      [](double u, double, double) { return plain::sphere_wave(std::sqrt(500 * (u + 0.5))); });
}

/// The lattice factor of `shape` with 100 cells along each axis.
template <class Plain>
void add_shape(const Options& options, const char* shape, const Plain& plain) {
  SceneChoice choice;
  choice.shape = shape;
  const model::Scene scene = make_scene(choice, model::constant_hkl_table(100));
  kernels::with_lattice<double>(scene.crystal, [&](const auto& lattice) {
    add_pair(
        options, std::string("relative/") + shape,
        [lattice](double u, double v, double w) {
          return lattice.relative(kernels::Offset<double>{u, v, w});
        },
        plain);
  });
}

double radius_squared(double u, double v, double w) {
  const double x = 100 * u, y = 100 * v, z = 100 * w;
  return x * x + y * y + z * z;
}

void add_shapes(const Options& options) {
  constexpr double n = 100, all = n * n * n;
  add_shape(options, "square", [](double u, double v, double w) {
    // The formula takes the indices themselves.
    const double h = 17 + u, k = 23 + v, l = 5 + w;
    const double F =
        plain::wave_sum(pi * h, n) * plain::wave_sum(pi * k, n) * plain::wave_sum(pi * l, n);
    return F * F;
  });
  add_shape(options, "round", [](double u, double v, double w) {
    const double F =
        all * 0.723601254558268 * plain::sphere_wave(pi * std::sqrt(radius_squared(u, v, w)));
    return F * F;
  });
  add_shape(options, "gauss", [](double u, double v, double w) {
    const double F = all * std::exp(-radius_squared(u, v, w) / 0.63);
    return F * F;
  });
  add_shape(options, "tophat", [](double u, double v, double w) {
    return radius_squared(u, v, w) < 0.3969 ? all * all : 0;
  });
}

/// A point between reflections of the inner part of the table.
MillerPoint miller_point(double u, double v, double w) {
  const model::Basis basis{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  return {basis, {20 * u, 20 * v, 10 * w}};
}

void add_amplitudes(const Options& options, const model::HklTable& table) {
  const kernels::HklGrid<double> grid = kernels::hkl_grid(table, table.values.data());
  const model::HklTable* reflections = &table;
  add_pair(
      options, "amplitude/nearest",
      [=](double u, double v, double w) {
        return grid.values[grid.nearest(miller_point(u, v, w))];
      },
      [=](double u, double v, double w) {
        const MillerPoint p = miller_point(u, v, w);
        return plain::nearest_amplitude(*reflections, p.h0, p.k0, p.l0);
      });
  add_pair(
      options, "amplitude/tricubic",
      [=](double u, double v, double w) {
        kernels::CubicBlock<double, 1> cube;
        cube.place(0, miller_point(u, v, w), grid);
        cube.weigh(0);
        double F[1];
        cube.sum(grid, F);
        return F[0];
      },
      [=](double u, double v, double w) {
        const MillerPoint p = miller_point(u, v, w);
        return plain::tricubic_amplitude(*reflections, {p.h, p.k, p.l}, {p.h0, p.k0, p.l0});
      });
}

double sum(const Vec3& v) { return v.x + v.y + v.z; }

/// A point of the detector from the sample, m.
Vec3 position(double u, double v) { return {0.25, 0.2 * u, 0.2 * v}; }

void add_geometry(const Options& options, const model::Scene& scene) {
  const kernels::DetectorFrame frame = kernels::detector_frame(scene);
  const kernels::SourceTerm source = kernels::source_terms(scene).front();
  const Vec3 incident = -scene.beam.sources.front().direction;
  const double wavelength = scene.beam.wavelength;
  const double close_distance = scene.detector.plane.close_distance;
  const model::Polarization polarized = scene.beam.polarization;
  add_pair(
      options, "view_from_sample",
      [](double u, double v, double) {
        const kernels::PixelView view = kernels::view_from_sample(position(u, v));
        return sum(view.direction) + view.inverse_distance;
      },
      [](double u, double v, double) {
        const Vec3 at = position(u, v);
        const double distance = std::sqrt(at.x * at.x + at.y * at.y + at.z * at.z);
        return at.x / distance + at.y / distance + at.z / distance + 1 / distance;
      });
  add_pair(
      options, "solid_angle",
      [=](double u, double, double) { return kernels::solid_angle(frame, 4 + u); },
      [=](double u, double, double) {
        const double distance = 1 / (4 + u);
        return frame.pixel_size * frame.pixel_size / (distance * distance) * close_distance /
               distance;
      });
  add_pair(
      options, "scattering_vector",
      [=](double u, double v, double w) {
        return sum(kernels::scattering_vector(source, Vec3{u, v, w}));
      },
      [=](double u, double v, double w) {
        return (u - incident.x) / wavelength + (v - incident.y) / wavelength +
               (w - incident.z) / wavelength;
      });
  add_pair(
      options, "polarization",
      [=](double u, double v, double w) {
        return source.polarization(Vec3{u, v, w});
      },
      [=](double u, double v, double w) {
        return plain::polarization(polarized, incident, Vec3{u, v, w});
      });
}

void add_absorption(const Options& options, const model::Scene& scene) {
  kernels::DetectorFrame frame = kernels::detector_frame(scene);
  frame.layer_thickness = 1e-4;  // m
  frame.attenuation = 4000;      // 1/m
  const auto direction = [](double u, double v) { return Vec3{1, 0.5 * u, 0.5 * v}; };
  add_pair(
      options, "capture_fraction",
      [=](double u, double v, double) {
        return kernels::capture_fraction(frame, direction(u, v), 1);
      },
      [=](double u, double v, double) {
        const double path =
            frame.layer_thickness * frame.attenuation / dot(direction(u, v), frame.normal);
        return std::exp(-path) - std::exp(-2 * path);
      });
}

}  // namespace

void register_benchmarks(const Options& options) {
  // The benchmarks run after this function has returned.
  static const model::HklTable table = make_table(options.dry ? 6 : 1.5);
  const model::Scene scene = make_scene({}, table);
  add_elementary(options);
  add_shapes(options);
  add_amplitudes(options, table);
  add_geometry(options, scene);
  add_absorption(options, scene);
}

}  // namespace kbragg::perf
