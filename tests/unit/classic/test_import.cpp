// SPDX-License-Identifier: BSD-3-Clause
// The whole run file of a command line: it reads back equal, holds what was typed, and what it
// cannot hold is refused.
#include "import_support.hpp"

namespace kbragg::test {
namespace {

TEST(Import, RunFileReadsBackEqual) {
  for (const std::string& line : {
           base,
           base + "-hkl p.hkl -N 700 -lambda 0.9768 -distance 110 -Xbeam 15.95 -Ybeam 0.81",
           base + "-xds -ORGX 30.5 -ORGY 22 -detector_rotx 4 -phi 10 -osc 1 -phisteps 3 -mosaic "
                  "0.5 -mosaic_seed -99 -divergence 4 -divsteps 3 -dispersion 0.7 -dispsteps 3 "
                  "-detector_thick 200 -detector_abs 300 -thicksteps 2 -oversample_thick",
           base + "-beam_vector 0.9 0.1 0 -odet_vector 2 0 0 -twotheta_axis 1 2 3 -twotheta 7 "
                  "-spindle_axis 0 1 1 -polar_vector 0 0 1 -polar 0.6 -energy 12345.678",
           base + "-mat a.mat -misset random -seed -1 -roi 1 2 3 4 -mask m.img -water 0.03 -dmin 2 "
                  "-sourcefile s.txt -flux 2e12 -exposure 0.05 -beamsize 0.02 -curved_det",
           base +
               "-hdivrange 0.7 -hdivsteps 7 -phisteps 7 -oversample_thick -nonoise -tophat_spots",
       }) {
    const config::RunConfig run = import(line).config;
    const std::string yaml = config::to_yaml(run);
    std::string refusal, again;
    config::RunConfig read;
    refusal = failure_of([&] { read = config::read_run_text(yaml, "run.yaml", "/elsewhere"); });
    ASSERT_EQ(refusal, "") << line << "\n" << yaml;
    EXPECT_EQ(config::to_yaml(read), yaml) << line;
  }
}

TEST(Import, SceneOfTheRunFileIsTheSame) {
  const std::string line =
      base +
      "-xds -ORGX 30.5 -ORGY 22 -detector_rotx 4 -twotheta 7 -detpixels 50 -pixel 0.3 "
      "-hdivrange 0.7 -hdivsteps 7 -dispersion 0.7 -dispsteps 6 -phisteps 7 -osc 0.9 "
      "-mosaic 0.3 -misset_seed 5 -misset random";
  const config::RunConfig run = import(line).config;
  const model::Scene x = scene_of(run);
  const model::Scene y = scene_of(config::read_run_text(config::to_yaml(run), "run.yaml", "/"));
  const auto same = [](const Vec3& a, const Vec3& b) {
    return a.x == b.x && a.y == b.y && a.z == b.z;
  };
  EXPECT_TRUE(same(x.detector.plane.pix0, y.detector.plane.pix0));
  EXPECT_TRUE(same(x.detector.plane.fast, y.detector.plane.fast));
  EXPECT_TRUE(same(x.crystal.lattice.direct.a, y.crystal.lattice.direct.a));
  EXPECT_EQ(x.scan.phis(0), y.scan.phis(0));
  ASSERT_EQ(x.beam.sources.size(), y.beam.sources.size());
  for (std::size_t i = 0; i < x.beam.sources.size(); ++i) {
    EXPECT_TRUE(same(x.beam.sources[i].direction, y.beam.sources[i].direction));
    EXPECT_EQ(x.beam.sources[i].wavelength, y.beam.sources[i].wavelength);
  }
  ASSERT_EQ(x.crystal.mosaic.size(), 10u);
  EXPECT_TRUE(same(x.crystal.mosaic[9].rows[2], y.crystal.mosaic[9].rows[2]));
}

TEST(Import, KeepsWhatWasTyped) {
  const std::string yaml = config::to_yaml(
      import(base + "-distance 110 -lambda 0.9768 -misset 12 25 -8 -osc 4 -phistep 0.7 -Xbeam 15.2 "
                    "-hdivrange 12 -hdivstep 3 -water 0.03 -pixel 0.4 -detpixels 64 -dmin 4.4")
          .config);
  for (const std::string_view line :
       {"  distance: 110 mm\n", "  wavelength: 0.9768 A\n", "  misset: [12 deg, 25 deg, -8 deg]\n",
        "  oscillation: 4 deg\n", "  step: 0.7 deg\n", "  beam_center: [15.2 mm, 0.013", " m]\n",
        "    horizontal: 12 mrad\n", "    step: [3 mrad, 0 rad]\n", "    thickness: 0.03 um\n",
        "  pixel_size: 0.4 mm\n", "  dmin: 4.4 A\n", "    a: 70 A\n", "  steps: 6\n"})
    EXPECT_NE(yaml.find(line), std::string::npos) << line << yaml;
}

TEST(Import, Noise) {
  const auto noisy = import(base + "-seed -42");
  EXPECT_EQ(noisy.config.noise.kind, config::NoiseKind::poisson);
  EXPECT_EQ(noisy.config.noise.seed, -42);
  EXPECT_EQ(noisy.config.noise.stream, config::RandomStream::nanobragg);
  EXPECT_EQ(noisy.outputs.noise_seed, -42);
  EXPECT_EQ(import(base).config.noise.seed, 1700000000);
  const auto quiet = import(base + "-seed 7 -nonoise");
  EXPECT_EQ(quiet.config.noise.kind, config::NoiseKind::none);
  EXPECT_FALSE(quiet.config.noise.seed);
  EXPECT_FALSE(quiet.outputs.noise_file);
}

TEST(Import, Outputs) {
  const auto plain = import(base).outputs;
  EXPECT_EQ(plain.float_file, "floatimage.bin");
  EXPECT_EQ(plain.int_file, "intimage.img");
  EXPECT_EQ(plain.pgm_file, "image.pgm");
  EXPECT_EQ(plain.noise_file, "noiseimage.img");
  EXPECT_EQ(plain.scale, 0);
  EXPECT_EQ(plain.adc, 40);
  EXPECT_NEAR(plain.x_beam, 0.05125, 1e-15);
  EXPECT_TRUE(plain.progress && !plain.printout);
  EXPECT_FALSE(plain.dump_file);
  const auto given = import(base +
                            "-nopgm -floatfile f -intfile i -noisefile n -scale 3 -pgmscale 4 "
                            "-nopgm -adc 5.5 -printout_pixel 3 4 -noprogress "
                            "-xds -Xbeam 0.12")
                         .outputs;
  EXPECT_EQ(given.float_file, "f");
  EXPECT_EQ(given.int_file, "i");
  EXPECT_EQ(given.noise_file, "n");
  EXPECT_FALSE(given.pgm_file);
  EXPECT_EQ(given.scale, 3);
  EXPECT_EQ(given.pgm_scale, 4);
  EXPECT_EQ(given.adc, 5.5);
  EXPECT_TRUE(given.printout && !given.progress);
  EXPECT_EQ(given.printout_pixel, (std::array<std::int64_t, 2>{3, 4}));
  EXPECT_EQ(given.x_beam, 0.12 / 1000);
  EXPECT_EQ(given.y_beam, 1024 * (0.1 / 1000) / 2);
}

// Beam centres of the output headers, 6 x 4 pixels of 0.1 mm (table of spec 06, section 3).
TEST(Import, BeamCentresOfTheOutputHeaders) {
  struct Case {
    const char* convention;
    double x, y;
  };
  const Case cases[] = {{"-mosflm", 0.25, 0.35}, {"-denzo", 0.25, 0.35},
                        {"-adxv", 0.35, 0.15},   {"-xds", 0.3, 0.2},
                        {"-dials", 0.3, 0.2},    {"-beam_vector 1 0 0", 0.3, 0.2}};
  for (const Case& c : cases) {
    const std::string line = base + "-detpixels_f 6 -detpixels_s 4 " + c.convention;
    EXPECT_NEAR(import(line).outputs.x_beam, c.x * 1e-3, 1e-17) << c.convention;
    EXPECT_NEAR(import(line).outputs.y_beam, c.y * 1e-3, 1e-17) << c.convention;
    const auto given = import(line + " -Xbeam 0.12 -Ybeam 0.27").outputs;
    EXPECT_NEAR(given.x_beam, 0.12e-3, 1e-17) << c.convention;
    EXPECT_NEAR(given.y_beam, 0.27e-3, 1e-17) << c.convention;
  }
}

TEST(Import, ProgramOptions) {
  classic::ProgramOptions options;
  EXPECT_EQ(import(base).config.output.file, "floatimage.h5");
  EXPECT_EQ(import(base + "-floatfile out/x").config.output.file, "out/x.h5");
  EXPECT_EQ(import(base + "-floatfile x.h5").config.output.file, "x.h5.h5");
  EXPECT_FALSE(import(base).config.run.backend.value);
  options.hdf5_file = "y.h5";
  options.backend = "openmp";
  options.threads = 3;
  options.precision = config::Precision::double_;
  const auto run = classic::make_run_config(flags_of(base), options, context()).config;
  EXPECT_EQ(run.output.file, "y.h5");
  EXPECT_EQ(run.run.backend.value, "openmp");
  EXPECT_EQ(run.run.threads.value, 3);
}

TEST(Import, RefusesWhatTheRunFileCannotHold) {
  const std::pair<const char*, const char*> cases[] = {
      {"-fudge -1", "-fudge: comes to -1, must be from 0 to 1000000000"},
      {"-lambda 0", "-lambda: comes to 0 A, must be from 0.01 to 10000 A"},
      {"-energy 0", "-energy: comes to 0 eV, must be from 1 to 1000000 eV"},
      {"-distance -5", "-distance: comes to -5 mm, must be from 0.001 to 10000000 mm"},
      {"-close_distance 0", "-close_distance: comes to 0 mm, must be from 0.001 to 10000000 mm"},
      {"-polar 1.5", "-polar: comes to 1.5, must be from -1 to 1"},
      {"-water -3", "-water: comes to -3 um, must be from 1e-09 to 1000000 um"},
      {"-mosaic 200", "-mosaic: comes to 200 deg, must be from 0 to 180 deg"},
      {"-osc 400000", "-osc: comes to 400000 deg, must be from 0 to 360000 deg"},
      {"-flux -1", "-flux: comes to -1 photons/s, must be from 1e-30 to 1e+80 photons/s"},
      {"-flux 1 -beamsize 0", "-beamsize: comes to 0 mm, must be from 1e-09 to 1000 mm"},
      {"-fluence 0", "-fluence: comes to 0 photons/m^2, must be from 1e-30 to 1e+80 photons/m^2"},
      {"-oversample 20000", "-oversample: comes to 20000, must be from 1 to 10000"},
      {"-N 2000000000", "-N: comes to 2000000000, must be from 1 to 1000000000"},
      {"-cell 70 80 90 200", "-cell: comes to 200 deg, must be from 1 to 179 deg"},
      {"-detector_thick 100 -detector_abs -5",
       "-detector_abs: comes to -5 um, must be from 0.001 to 1000000000 um"},
      {"-pixel 0", "-pixel: comes to 0 mm, must be above 0 mm"},
      {"-detpixels -5", "-detpixels_f, -detsize_f: make -5 pixels, must make 1 to 1000000"},
      {"-detsize 0.01", "-detpixels_f, -detsize_f: make 0.1 pixels, must make 1 to 1000000"},
      {"-pixel 1e-300", "-detpixels_f, -detsize_f: make "},
      {"-fdet_vector 0 0 0", "-fdet_vector: the zero vector has no direction"},
      {"-xtalsize 1e9 -beamsize -1", "-samplesize: a crystal of "},
      {"-hdivrange 1 -hdivstep 1e-300",
       "-hdivrange and -hdivstep: the range is more than 1000000 steps wide"},
      {"-osc 1 -phistep 1e-300",
       "-osc and -phistep: the range is more than 1000000 steps wide, give a larger step"},
  };
  for (const auto& [line, sentence] : cases)
    EXPECT_EQ(import_failure(base + line).substr(0, std::string(sentence).size()), sentence)
        << line;
}

TEST(Import, HoldsUnusualValuesOfTheReference) {
  const auto of = [](const std::string& line) { return import(base + line).config; };
  EXPECT_EQ(of("-default_F -5").structure_factors.constant, (config::Amplitude{-5, "e"}));
  EXPECT_EQ(of("-hkl p.hkl -default_F -5").structure_factors.default_F.value, -5);
  EXPECT_EQ(of("-fudge 0").crystal.fudge, 0);
  const auto turns = scene_of(of("-osc 720 -phisteps 8 -phi 10")).scan;
  ASSERT_EQ(turns.steps, 8);
  EXPECT_NEAR(turns.phis(0)[7], (10 + 7 * 90) * 3.14159265358979323846 / 180, 1e-13);
}

TEST(Import, FailuresOfTheModelBeginWithTheFlag) {
  const std::string small = base + "-detpixels 4 ";
  const std::pair<const char*, const char*> cases[] = {
      {"-beam_vector 0 0 1", "-odet_vector, -beam_vector: detector.normal: "},
      {"-divergence 2 -hdivstep 3 -vdivstep 3", "-hdivrange, -vdivrange: beam.divergence: "},
      {"-polar_vector 1 0 0", "-polar_vector: beam.polarization.axis: "},
      {"-mosflm -twotheta 100",
       "-detector_rotx, -detector_roty, -detector_rotz, -twotheta: detector: "},
      {"-mosaic 1 -mosaic_dom 1000000 -phisteps 1000",
       "-mosaic_domains: crystal.mosaic.domains: "}};
  for (const auto& [line, start] : cases) {
    const std::string flags = small + line;  // clang 14 captures no structured binding
    const std::string sentence = failure_of([&] { scene_of(import(flags).config); });
    EXPECT_TRUE(sentence.starts_with(start)) << line << ": " << sentence;
  }
}

TEST(Import, Warnings) {
  EXPECT_TRUE(import(base).warnings.empty());
  for (const std::string line :
       {"-xds -Xbeam 3", "-dials -Yclose 3", "-detector_thick 300", "-nopolar -oversample_polar",
        "-mosflm -ORGX 3", "-adxv -Xclose 3", "-denzo -Yclose 3 -ORGY 4", "-xds -pivot beam",
        "-mosflm -pivot sample", "-beam_vector 1 0 0 -pivot sample -distance 100",
        "-distance 90 -close_distance 80"})
    EXPECT_EQ(import(base + line).warnings.size(), 1u) << line;
  for (const std::string line : {"-xds -ORGX 3 -pivot sample", "-mosflm -Xbeam 3 -pivot beam",
                                 "-beam_vector 1 0 0 -pivot sample",
                                 "-beam_vector 1 0 0 -Xclose 3 -ORGY 3", "-close_distance 80"})
    EXPECT_TRUE(import(base + line).warnings.empty()) << line;
}

}  // namespace
}  // namespace kbragg::test
