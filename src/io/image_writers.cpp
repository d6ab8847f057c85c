// SPDX-License-Identifier: BSD-3-Clause
#include "io/image_writers.hpp"

#include <bit>
#include <cstddef>
#include <cstdio>

namespace kbragg::io {

namespace {

std::string six_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

/// The lines of a header, from '{' to the form feed.
class HeaderText {
 public:
  void add(const std::string& key, const std::string& value) {
    m_text += key + "=" + value + ";\n";
  }
  void add(const std::string& key, double value) { add(key, six_digits(value)); }
  void add(const std::string& x_key, const std::string& y_key, const std::array<double, 2>& value) {
    add(x_key, value[0]);
    add(y_key, value[1]);
  }
  /// The only line of the reference without a semicolon.
  void add_origin(const std::array<double, 3>& mm) {
    m_text += "DIALS_ORIGIN=" + six_digits(mm[0]) + "," + six_digits(mm[1]) + "," +
              six_digits(mm[2]) + "\n";
  }
  std::string finished() const { return m_text + "}\f"; }

 private:
  std::string m_text = "{\n";
};

std::string header_text(const SmvText& t, std::int64_t fast, std::int64_t slow, std::size_t bytes) {
  HeaderText header;
  header.add("HEADER_BYTES", std::to_string(bytes));
  header.add("DIM", "2");
  header.add("BYTE_ORDER",
             std::endian::native == std::endian::little ? "little_endian" : "big_endian");
  header.add("TYPE", "unsigned_short");
  header.add("SIZE1", std::to_string(fast));
  header.add("SIZE2", std::to_string(slow));
  header.add("PIXEL_SIZE", t.pixel_size_mm);
  header.add("DISTANCE", t.distance_mm);
  header.add("WAVELENGTH", t.wavelength_A);
  header.add("BEAM_CENTER_X", "BEAM_CENTER_Y", t.beam_center_mm);
  header.add("ADXV_CENTER_X", "ADXV_CENTER_Y", t.adxv_center_mm);
  header.add("MOSFLM_CENTER_X", "MOSFLM_CENTER_Y", t.mosflm_center_mm);
  header.add("DENZO_X_BEAM", "DENZO_Y_BEAM", t.denzo_beam_mm);
  header.add_origin(t.dials_origin_mm);
  header.add("XDS_ORGX", "XDS_ORGY", t.xds_org_px);
  header.add("CLOSE_DISTANCE", t.close_distance_mm);
  header.add("PHI", t.phi_deg);
  header.add("OSC_START", t.phi_deg);
  header.add("OSC_RANGE", t.osc_range_deg);
  header.add("TWOTHETA", t.twotheta_deg);
  header.add("DETECTOR_SN", "000");
  header.add("BEAMLINE", "fake");
  return header.finished();
}

}  // namespace

std::string smv_header(const SmvText& text, std::int64_t fast, std::int64_t slow) {
  std::size_t bytes = 512;
  std::string header = header_text(text, fast, slow, bytes);
  if (header.size() > bytes) {
    bytes = 1024;
    header = header_text(text, fast, slow, bytes);
  }
  header.resize(bytes, ' ');
  return header;
}

std::string pgm_header(double scale, std::int64_t fast, std::int64_t slow) {
  return "P5\n" + std::to_string(fast) + " " + std::to_string(slow) + "\n# pixels scaled by " +
         six_digits(scale) + "\n255\n";
}

}  // namespace kbragg::io
