package org.exeunt.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.exeunt.runtime.federation.PartitionedData;
import org.junit.jupiter.api.Test;

/** The page contains the counts of each client, and pictures in the expected colours. */
class InspectionPageTest {
    private static final Pattern DATA = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

    private static JsonNode content(PartitionedData data) throws IOException {
        Matcher found = DATA.matcher(InspectionPage.of("run", Inspection.of(data, Optional.empty()), data));
        assertThat(found.find()).isTrue();
        return new ObjectMapper().readTree(found.group(1));
    }

    /** Returns the colours of the pixels of the first example of a class. */
    private static List<Integer> pixels(Samples samples, int label) throws IOException {
        String address = samples.rows().get(label).pictures().get(0);
        byte[] png = Base64.getDecoder().decode(address.substring("data:image/png;base64,".length()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .mapToObj(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff)
                .toList();
    }

    @Test
    void countsOfEachClientAreInThePage() throws IOException {
        JsonNode content = content(Given.clients(new int[] {9, 0, 0}, new int[] {0, 4, 0}));
        assertThat(content.at("/classes/clients/0/train")).hasToString("[9,0,0]");
        assertThat(content.at("/classes/clients/1/train")).hasToString("[0,4,0]");
        assertThat(content.at("/classes/clients/1/test")).hasToString("[1,0,0]");
        assertThat(content.get("legend").toString()).contains("clients: 2");
        assertThat(content.get("clients").textValue()).isEmpty();
    }

    @Test
    void manyClientsAreLimited() throws IOException {
        int[][] counts = new int[2_500][3];
        counts[0][1] = 7;
        JsonNode content = content(Given.clients(counts));
        assertThat(content.at("/classes/clients")).hasSize(1_000);
        assertThat(content.get("clients").textValue()).contains("the first 1,000 of 2,500 clients");
    }

    @Test
    void imagesAppearInTheirColours() throws IOException {
        float[] redThenBlue = {1, -1, -1, -1, -1, 1};
        float[] black = {-1, -1, -1, -1, -1, -1};
        float[] white = {1, 1, 1, 1, 1, 1};
        Samples samples = Samples.of(Given.examples(List.of(3, 1, 2), redThenBlue, black, white));
        assertThat(pixels(samples, 0)).containsExactly(0xff0000, 0x0000ff);
        assertThat(pixels(samples, 1)).containsOnly(0);
        assertThat(pixels(samples, 2)).containsOnly(0xffffff);
        assertThat(List.of(samples.width(), samples.height())).containsExactly(64, 32);
        assertThat(samples.text()).isEqualTo("3 x 1 x 2 pixels");
    }

    @Test
    void channelsOfImagesAreScaledSeparately() throws IOException {
        Samples samples = Samples.of(Given.examples(List.of(3, 1, 2), new float[] {0, 1, 0, 10, 5, 5}));
        assertThat(pixels(samples, 0)).containsExactly(0, 0xffff00);
        assertThat(pixels(Samples.of(Given.examples(List.of(1, 1, 2), new float[] {0, 2})), 0))
                .containsExactly(0, 0xffffff);
    }

    @Test
    void seriesAreTheirValues() {
        float[] values = {0, 0, 0, 0, 1, 1, 1, 3};
        Samples samples = Samples.of(Given.examples(List.of(2, 4), values));
        assertThat(samples.rows().get(0).series()).containsExactly(values);
        assertThat(samples.channels()).isEqualTo(2);
        assertThat(samples.range()).isEqualTo(new Samples.Range(0, 3));
        assertThat(samples.text()).isEqualTo("2 channels, 4 points in time");
    }

    @Test
    void frequentTokensAreDarkAndPaddingIsWhite() throws IOException {
        float[] tokens = new float[50];
        tokens[0] = 1;
        tokens[1] = 1000;
        Samples samples = Samples.of(Given.examples(List.of(50), tokens));
        assertThat(pixels(samples, 0).subList(0, 3)).containsExactly(0, 0xcccccc, 0xffffff);
        assertThat(samples.width()).isEqualTo(50 * 12);
    }

    @Test
    void vectorsAreShadesOfTheirValues() throws IOException {
        Samples samples = Samples.of(Given.examples(List.of(2), new float[] {-0.5f, 0.5f}));
        assertThat(pixels(samples, 0)).containsExactly(0xffffff, 0);
    }

    @Test
    void longVectorsAndManyClassesAreCut() throws IOException {
        float[][] examples = new float[25][2_000];
        Samples samples = Samples.of(Given.examples(List.of(2_000), examples));
        assertThat(pixels(samples, 0)).hasSize(800);
        assertThat(samples.rows()).hasSize(20);
        assertThat(samples.text()).contains("the first 800 of 2000 numbers", "the first 20 of 25 classes");
    }
}
