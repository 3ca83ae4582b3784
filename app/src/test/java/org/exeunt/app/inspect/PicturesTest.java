package org.exeunt.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts contain the expected colours, and nothing where there is no data. */
class PicturesTest {
    @TempDir
    Path folder;

    private static BufferedImage decoded(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long count(BufferedImage image, Color colour) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == colour.getRGB())
                .count();
    }

    @Test
    void cellsShowTheSquareRootOfTheCount() {
        BufferedImage chart = decoded(PartitionChart.png(Given.clients(new int[] {9, 0, 0}, new int[] {0, 4, 0})));
        BufferedImage more = decoded(PartitionChart.png(Given.clients(new int[] {9, 4, 0}, new int[] {0, 4, 0})));

        assertThat(count(chart, Shades.of(1))).isGreaterThan(500);
        Color four = Shades.of(2.0 / 3);
        assertThat(count(chart, four)).isGreaterThan(500);
        assertThat(count(more, four) - count(chart, four)).as("one cell more").isGreaterThan(500);
        assertThat(count(chart, Shades.kind(0))).as("bars of training examples").isGreaterThan(500);
        assertThat(count(chart, Shades.kind(2))).as("bars of test examples").isGreaterThan(200);
    }

    @Test
    void chartsOfManyClientsHaveALimitedSize() {
        int[][] counts = new int[2_500][300];
        for (int client = 0; client < counts.length; client++) {
            counts[client][client % 300] = 1 + client % 5;
        }
        BufferedImage chart = decoded(PartitionChart.png(Given.clients(counts)));
        assertThat(chart.getWidth()).isLessThan(1_400);
        assertThat(chart.getHeight()).isLessThan(1_000);
    }

    @Test
    void imagesAppearInTheirColours() {
        float[] redThenBlue = {1, -1, -1, -1, -1, 1};
        float[] black = {-1, -1, -1, -1, -1, -1};
        float[] white = {1, 1, 1, 1, 1, 1};
        BufferedImage sheet = decoded(ExampleSheet.png(Given.examples(List.of(3, 1, 2), redThenBlue, black, white)));
        assertThat(count(sheet, Color.RED)).isEqualTo(32 * 32);
        assertThat(count(sheet, Color.BLUE)).isEqualTo(32 * 32);
        assertThat(count(sheet, Color.BLACK)).isGreaterThanOrEqualTo(2 * 32 * 32);
    }

    @Test
    void seriesAreLinesOfTheirChannels() {
        float[] values = {0, 0, 0, 0, 1, 1, 1, 1};
        BufferedImage sheet = decoded(ExampleSheet.png(Given.examples(List.of(2, 4), values)));
        assertThat(count(sheet, Shades.kind(0))).isGreaterThan(200);
        assertThat(count(sheet, Shades.kind(1))).isGreaterThan(200);
        assertThat(count(sheet, Shades.kind(2))).isZero();
    }

    @Test
    void frequentTokensAreDarkAndPaddingIsWhite() {
        float[] tokens = new float[50];
        tokens[0] = 1;
        tokens[1] = 1000;
        BufferedImage sheet = decoded(ExampleSheet.png(Given.examples(List.of(50), tokens)));
        assertThat(count(sheet, Shades.of(1))).isEqualTo(12 * 6);
        assertThat(count(sheet, Shades.of(1 - 0.8))).isEqualTo(12 * 6);
    }

    @Test
    void vectorsAreShadesOfTheirValues() {
        BufferedImage sheet = decoded(ExampleSheet.png(Given.examples(List.of(2), new float[] {-0.5f, 0.5f})));
        assertThat(count(sheet, Shades.of(1))).isEqualTo(12 * 6);
    }

    @Test
    void bothAreWrittenWhole() throws IOException {
        Path out = folder.resolve("a").resolve("b");
        List<Path> written = Pictures.write("run", Given.clients(new int[] {1, 2}), out);
        assertThat(written).containsExactly(out.resolve("run-partition.png"), out.resolve("run-examples.png"));
        for (Path picture : written) {
            assertThat(decoded(Files.readAllBytes(picture)).getWidth()).isPositive();
        }
        assertThat(out).isDirectoryNotContaining(path -> !written.contains(path));
    }
}
