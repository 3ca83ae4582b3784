package org.exeunt.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.exeunt.api.data.Dataset;
import org.exeunt.app.table.Chart;
import org.exeunt.app.table.Table;
import org.exeunt.runtime.federation.PartitionedData;
import org.junit.jupiter.api.Test;

/** The page contains the counts of each client, and pictures in the expected colours. */
class InspectionPageTest {
    private static final Pattern DATA = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

    private static JsonNode content(PartitionedData data) throws IOException {
        Matcher found = DATA.matcher(InspectionPage.of("run", Inspection.of(data, Optional.empty()), data, List.of()));
        assertThat(found.find()).isTrue();
        return new ObjectMapper().readTree(found.group(1));
    }

    private static Table table(Dataset dataset) {
        return (Table) Samples.of(dataset).get(0);
    }

    /** Returns the colours of the first pixels of a class, row by row. */
    private static List<Integer> pixels(Table samples, int label, int width, int height) throws IOException {
        String address = samples.rows().get(label).get(1).value().toString();
        byte[] png = Base64.getDecoder().decode(address.substring("data:image/png;base64,".length()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return IntStream.range(0, width * height)
                .mapToObj(i -> image.getRGB(i % width, i / width) & 0xffffff)
                .toList();
    }

    @Test
    void countsOfEachClientAreInThePage() throws IOException {
        JsonNode content = content(Given.clients(new int[] {9, 0, 0}, new int[] {0, 4, 0}));
        assertThat(content.at("/sections/1/blocks/0/series/0/points")).hasToString("[[0.0,0.0,9.0],[1.0,1.0,4.0]]");
        assertThat(content.at("/sections/1/blocks/1/rows"))
                .extracting(row -> row.get(0).get("text").textValue()
                        + row.get(1).get("value")
                        + row.get(3).get("value"))
                .containsExactly("091", "141");
        assertThat(content.get("notes").toString()).contains("clients: 2");
        assertThat(content.toString()).doesNotContain("the first");
    }

    @Test
    void manyClientsAreLimited() throws IOException {
        int[][] counts = new int[2_500][3];
        counts[0][1] = 7;
        JsonNode content = content(Given.clients(counts));
        assertThat(content.at("/sections/1/blocks/0/x/names")).hasSize(200);
        assertThat(content.at("/sections/1/blocks/0/caption").textValue()).contains("the first 200 of 2,500 clients");
        assertThat(content.at("/sections/1/blocks/1/rows")).hasSize(200);
    }

    @Test
    void imagesAppearInTheirColours() throws IOException {
        float[] redThenBlue = {1, -1, -1, -1, -1, 1};
        float[] black = {-1, -1, -1, -1, -1, -1};
        float[] white = {1, 1, 1, 1, 1, 1};
        Table samples = table(Given.examples(List.of(3, 1, 2), redThenBlue, black, white));
        assertThat(pixels(samples, 0, 2, 1)).containsExactly(0xff0000, 0x0000ff);
        assertThat(pixels(samples, 1, 2, 1)).containsOnly(0);
        assertThat(pixels(samples, 2, 2, 1)).containsOnly(0xffffff);
        assertThat(samples.title()).isEqualTo("First training examples: 3 x 1 x 2 pixels");
    }

    @Test
    void channelsOfImagesAreScaledSeparately() throws IOException {
        Table samples = table(Given.examples(List.of(3, 1, 2), new float[] {0, 1, 0, 10, 5, 5}));
        assertThat(pixels(samples, 0, 2, 1)).containsExactly(0, 0xffff00);
        assertThat(pixels(table(Given.examples(List.of(1, 1, 2), new float[] {0, 2})), 0, 2, 1))
                .containsExactly(0, 0xffffff);
    }

    @Test
    void seriesHaveALineForEachChannel() {
        Chart chart = (Chart) Samples.of(Given.examples(List.of(2, 4), new float[] {0, 0, 0, 0, 1, 1, 1, 3}))
                .get(0);
        assertThat(chart.series()).hasSize(2);
        assertThat(chart.series().get(1).points())
                .containsExactly(
                        new double[] {0, 1},
                        new double[] {1, 1},
                        new double[] {2, 1},
                        new double[] {3, 3},
                        new double[] {4, Double.NaN});
        assertThat(chart.caption()).isEqualTo("1 example of 2 channels, 4 points in time each.");
    }

    @Test
    void longVectorsAndManyClassesAreCut() {
        Table samples = table(Given.examples(List.of(2_000), new float[25][2_000]));
        assertThat(samples.rows()).hasSize(20);
        assertThat(samples.rows().get(0).get(1).value()).isEqualTo(String.join("  ", Collections.nCopies(24, "0")));
        assertThat(samples.title()).contains("the first 24 of 2000 numbers", "the first 20 of 25 classes");
    }
}
