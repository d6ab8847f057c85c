// SPDX-License-Identifier: BSD-3-Clause
// Wrong command lines, backends, output places, and files to preview or compare.
#include <sys/stat.h>

#include <filesystem>

#include "bad_input.hpp"

namespace kbragg::app_test {
namespace {

BadInput command(const std::string& name, std::vector<std::string> arguments, Words words) {
  return BadInput{name, {}, std::move(words)}.with_arguments(std::move(arguments));
}

/// `kbragg run run.yaml` with more arguments.
BadInput run(const std::string& name, const std::vector<std::string>& more, Words words) {
  std::vector<std::string> arguments{"run", "run.yaml"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return command(name, std::move(arguments), std::move(words));
}

std::vector<BadInput> command_lines() {
  return {
      command("no_command", {}, {"no command", "run, classic, show", "--help"}),
      command("unknown_command", {"rum", "run.yaml"}, {"'rum'", "'run'", "--help"}),
      command("unknown_option_first", {"--fast"}, {"--fast", "--help"}),
      run("unknown_option", {"--fast"}, {"run", "--fast", "--help"}),
      run("second_run_file", {"b.yaml"}, {"run", "b.yaml", "--help"}),
      command("no_run_file", {"run"}, {"run", "config", "--help"}),
      run("option_without_value", {"-o"}, {"--output", "--help"}),
      run("set_without_value", {"--set"}, {"--set", "--help"}),
      run("set_without_equals", {"--set", "run.backend"}, {"--set", "run.backend", "="}),
      run("set_nothing", {"--set", "=3"}, {"--set", "=3"}),
      run("set_unknown_key", {"--set", "detector.distanc=3 mm"},
          {"--set detector.distanc", "did you mean", "detector.distance"}),
      run("set_wrong_unit", {"--set", "detector.distance=3 deg"},
          {"--set detector.distance", "deg", "mm"}),
      run("set_section", {"--set", "detector=3"}, {"--set detector"}),
      run("set_bad_yaml", {"--set", "detector.pixels=[1, 2"}, {"--set detector.pixels"}),
      run("set_second_way", {"--set", "beam.energy=12 keV"}, {"beam.energy", "beam.wavelength"}),
      command("argument_of_info", {"info", "more"}, {"info", "more", "--help"}),
      command("show_without_file", {"show"}, {"show", "config", "--help"}),
      command("missing_run_file", {"run", "none.yaml"}, {"none.yaml"}),
      command("directory_for_run_file", {"show", "."}, {".", "directory"}),
      command("empty_run_file_name", {"run", ""}, {"kbragg"}),
  };
}

std::vector<BadInput> machines() {
  return {
      run("unknown_backend", {"--backend", "abacus"},
          {"--set run.backend", "'abacus'", "it has", "serial"}),
      run("backend_of_other_build", {"--backend", "hip"}, {"'hip'", "serial"}),
      run("threads_of_serial", {"--threads", "2"}, {"--set run.threads", "2", "serial"}),
      run("no_threads", {"--threads", "0"}, {"run.threads", "0", "1"}),
      run("threads_word", {"--threads", "all"}, {"run.threads", "all", "auto"}),
      run("unknown_precision", {"--precision", "half"}, {"run.precision", "half", "double"}),
  };
}

std::vector<BadInput> outputs() {
  const auto make = [](const std::string& name) {
    return [name](const Directory& d) { std::filesystem::create_directory(d.file(name)); };
  };
  return {
      run("directory_missing", {"-o", "none/out.h5"}, {"none/out.h5", "none", "does not exist"}),
      run("is_directory", {"-o", "."}, {"directory"}),
      run("is_other_directory", {"-o", "d"}, {"cannot write d", "directory"}).prepared(make("d")),
      run("ends_in_slash", {"-o", "d/"}, {"cannot write d/", "directory"}).prepared(make("d")),
      run("file_for_directory", {"-o", "run.yaml/out.h5"}, {"run.yaml/out.h5", "not a directory"}),
      run("device", {"-o", "/dev/null"}, {"/dev/null", "not a regular file"}),
      run("pipe", {"-o", "p"}, {"cannot write p", "not a regular file"})
          .prepared([](const Directory& d) { mkfifo(d.file("p").c_str(), 0600); }),
      run("run_file", {"-o", "./run.yaml"}, {"run.yaml", "input"}),
      run("name_too_long", {"-o", std::string(300, 'x')}, {"cannot write"}),
      run("preview_directory_missing", {"--set", "output.preview.file=none/out.png"},
          {"none/out.png", "does not exist"}),
      run("preview_is_directory", {"--set", "output.preview.file=d"}, {"d", "directory"})
          .prepared(make("d")),
      run("preview_is_run_file", {"--set", "output.preview.file=run.yaml"},
          {"output.preview.file", "run.yaml", "input"}),
  };
}

BadInput preview(const std::string& name, const std::vector<std::string>& more, Words words) {
  std::vector<std::string> arguments{"preview"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return command(name, std::move(arguments), std::move(words)).prepared([](const Directory& d) {
    write_hdf5(d.file("a.h5"), "/stack", {2, 3, 4}, std::vector<int>(24, 1));
    write_hdf5(d.file("line.h5"), "/line", {24}, std::vector<int>(24, 1));
  });
}

std::vector<BadInput> previews() {
  return {
      preview("missing_file", {"none.h5"}, {"none.h5", "No such file"}),
      preview("not_hdf5", {"run.yaml"}, {"run.yaml", "not an HDF5 file"}),
      preview("directory", {"."}, {"."}),
      preview("no_default_dataset", {"a.h5"}, {"a.h5", "/entry/data/data"}),
      preview("missing_dataset", {"a.h5:/none"}, {"a.h5", "/none"}),
      preview("group", {"a.h5:/"}, {"a.h5"}),
      preview("one_dimension", {"line.h5:/line"}, {"line.h5", "/line", "not an image"}),
      preview("image_out_of_range", {"a.h5:/stack:2"}, {"/stack", "no image 2", "holds 2"}),
      preview("option_out_of_range", {"a.h5:/stack", "--image", "7"}, {"no image 7", "holds 2"}),
      preview("negative_image", {"a.h5:/stack", "--image", "-1"}, {"-1"}),
      preview("image_word", {"a.h5:/stack", "--image", "last"}, {"--image", "last", "--help"}),
      preview("rings_without_geometry", {"a.h5:/stack", "--rings"}, {"a.h5", "geometry"}),
      preview("ring_of_nothing", {"a.h5:/stack", "--ring", "0"}, {"--ring", "0", "--help"}),
      preview("unknown_colors", {"a.h5:/stack", "--colors", "blue"}, {"blue", "gray", "heat"}),
      preview("percentile_beyond", {"a.h5:/stack", "--percentile", "101"}, {"--percentile", "101"}),
      preview("output_directory_missing", {"a.h5:/stack", "-o", "none/a.png"}, {"none/a.png"}),
      preview("output_is_input", {"a.h5:/stack", "-o", "a.h5"}, {"a.h5", "input"}),
      preview("no_file", {}, {"preview", "file", "--help"}),
  };
}

BadInput compare(const std::string& name, const std::vector<std::string>& more, Words words) {
  std::vector<std::string> arguments{"compare"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return command(name, std::move(arguments), std::move(words)).prepared([](const Directory& d) {
    write_hdf5(d.file("a.h5"), "/a", {3, 4}, std::vector<int>(12, 1));
    d.write("b.bin", std::string(48, '\0'));
  });
}

std::vector<BadInput> comparisons() {
  const std::string a = "a.h5:/a", b = "b.bin";
  return {
      compare("nothing", {}, {"compare", "reference", "--help"}),
      compare("one_image", {a}, {"compare", "test", "--help"}),
      compare("three_images", {a, b, b}, {"b.bin", "--help"}),
      compare("image_word", {"a.h5:/a:last", b}, {"a.h5:/a:last", "last"}),
      compare("no_name", {"", b}, {"names no file"}),
      compare("short_shape", {a, b, "--shape", "4"}, {"--shape", "--help"}),
      compare("shape_of_nothing", {a, b, "--shape", "4", "0"}, {"--shape", "0", "1"}),
      compare("shape_word", {a, b, "--shape", "four", "3"}, {"--shape", "four"}),
      compare("shape_without_raw", {a, a, "--shape", "4", "3"}, {"--shape", "raw"}),
      compare("short_roi", {a, b, "--roi", "0", "1"}, {"--roi", "--help"}),
      compare("roi_fraction", {a, b, "--roi", "0", "1.5", "0", "1"}, {"--roi", "1.5"}),
      compare("roi_beyond_fast", {a, b, "--roi", "0", "4", "0", "2"}, {"--roi 0 4 0 2", "0 to 3"}),
      compare("roi_beyond_slow", {a, b, "--roi", "0", "3", "0", "3"}, {"--roi", "slow 0 to 2"}),
      compare("roi_before", {a, b, "--roi", "-1", "3", "0", "2"}, {"--roi", "fast 0 to 3"}),
      compare("correlation_of_2", {a, b, "--min-correlation", "2"},
              {"--min-correlation", "2", "1"}),
      compare("correlation_nan", {a, b, "--min-correlation", "nan"}, {"--min-correlation", "nan"}),
      compare("sum_error_below_0", {a, b, "--max-sum-error", "-1"}, {"--max-sum-error", "-1", "0"}),
      compare("sum_error_infinite", {a, b, "--max-sum-error", "inf"},
              {"--max-sum-error", "finite"}),
      compare("sum_error_too_large", {a, b, "--max-sum-error", "1e999"},
              {"--max-sum-error", "finite"}),
      compare("rel_error_infinite", {a, b, "--max-rel-error", "inf"},
              {"--max-rel-error", "finite"}),
      compare("rel_error_nan", {a, b, "--max-rel-error", "nan"}, {"--max-rel-error", "nan"}),
      compare("rel_error_word", {a, b, "--max-rel-error", "few"}, {"--max-rel-error", "few"}),
      compare("unknown_backend", {a, b, "--backend", "abacus"}, {"'abacus'", "it has", "serial"}),
      compare("threads_of_serial", {a, b, "--backend", "serial", "--threads", "2"},
              {"--threads 2", "serial"}),
      compare("no_threads", {a, b, "--threads", "0"}, {"--threads", "0"}),
      compare("json_is_input", {a, b, "--json", "./b.bin"}, {"b.bin", "input"}),
      compare("json_is_picture", {a, b, "--json", "./diff.png", "--png", "."},
              {"diff.png", "--png"}),
  };
}

BadInput parity(const std::string& name, const std::vector<std::string>& more, Words words) {
  std::vector<std::string> arguments{"parity", "run.yaml"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return command(name, std::move(arguments), std::move(words));
}

std::vector<BadInput> parities() {
  return {
      command("no_run_file", {"parity"}, {"parity", "configs", "--help"}),
      parity("missing_run_file", {"none.yaml"}, {"none.yaml"}),
      parity("one_combination", {"--backends", "serial", "--precisions", "double"},
             {"serial double alone", "mixed"}),
      parity("unknown_precision", {"--precisions", "half"}, {"half", "mixed", "--help"}),
      parity("backend_twice", {"--backends", "serial,serial"}, {"serial,serial", "once"}),
      parity("all_and_one", {"--precisions", "all,double"}, {"all,double", "once"}),
      parity("image_out_of_range", {"--image", "1"}, {"--image 1", "run.yaml has 1"}),
      parity("negative_image", {"--image", "-1"}, {"--image -1"}),
      parity("threads_of_serial", {"--threads", "2", "--backends", "serial"},
             {"--threads 2", "openmp", "serial"}),
      parity("set_backend", {"--set", "run.backend=serial"}, {"run.backend", "--backends"}),
      parity("set_unknown_key", {"--set", "detector.distanc=3 mm"}, {"did you mean", "distance"}),
      parity("mixed_refuses",
             {"--precisions", "mixed,double", "--set", "crystal.cells=[1000000, 1000000, 10000]"},
             {"run.precision", "mixed", "1e15 cells"}),
      parity("json_is_input", {"--json", "./run.yaml"}, {"run.yaml", "input"}),
      parity("png_is_input", {"--png", "run.yaml"}, {"run.yaml", "input"}),
      parity("json_is_png", {"--json", "a", "--png", "./a"}, {"--json", "--png", "two names"}),
  };
}

INSTANTIATE_TEST_SUITE_P(CommandLine, BadInputs, testing::ValuesIn(command_lines()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Machine, BadInputs, testing::ValuesIn(machines()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Output, BadInputs, testing::ValuesIn(outputs()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Preview, BadInputs, testing::ValuesIn(previews()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Compare, BadInputs, testing::ValuesIn(comparisons()), name_of_row);
INSTANTIATE_TEST_SUITE_P(Parity, BadInputs, testing::ValuesIn(parities()), name_of_row);

}  // namespace
}  // namespace kbragg::app_test
