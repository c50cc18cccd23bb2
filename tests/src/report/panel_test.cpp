// Drawings of a gallery, and the text in them.
#include "src/report/panel.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

#include "src/report/svg.h"

namespace gren::report::panel_test {
namespace {

cv::Mat1b picture_of(const std::string& uri) {
    const std::string start = "data:image/jpeg;base64,";
    EXPECT_TRUE(uri.starts_with(start));
    const auto text = uri.substr(start.size());
    std::vector<std::uint8_t> bytes(text.size());
    ::EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
    return cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
}

TEST(Panel, pictures_are_as_small_as_asked) {
    const cv::Mat1b film(300, 600, std::uint8_t{90});
    const auto small = picture_of(picture_uri(film, 100));
    EXPECT_EQ(small.size(), cv::Size(100, 50));
    EXPECT_NEAR(small(25, 50), 90, 2);
    EXPECT_EQ(picture_of(picture_uri(film, 600)).size(), film.size());
}

TEST(Panel, of_no_region_draws_nothing) {
    cv::Mat1b mask(8, 8, std::uint8_t{0});
    EXPECT_EQ(region_drawing(mask), "");
    mask(cv::Rect(0, 0, 4, 4)) = 255;
    EXPECT_TRUE(region_drawing(mask).starts_with("<path d=\"M0.00 0.00"));
}

TEST(Svg, text_cannot_leave_its_element) {
    EXPECT_EQ(escaped_xml("<a href=\"b\">'c' & d</a>"),
              "&lt;a href=&quot;b&quot;&gt;&#39;c&#39; &amp; d&lt;/a&gt;");
}

}  // namespace
}  // namespace gren::report::panel_test
