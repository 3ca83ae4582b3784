package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.app.inspect.Inspection;
import org.exeunt.app.inspect.InspectionPage;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.FeatureShift;
import org.exeunt.runtime.federation.PartitionedData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code datasets inspect} in a browser. */
class InspectionPageTest {
    private static final String HOSTILE = "<img src=x onerror=\"window.ran = 1\">\u202e\u0007";

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void openBrowser() throws IOException, InterruptedException {
        browser = Browser.open(folder.resolve("profile"));
    }

    @AfterAll
    static void closeBrowser() {
        Optional.ofNullable(browser).ifPresent(Browser::close);
    }

    /** Waves whose frequency depends on the class. Client k holds examples of three classes, from class k on. */
    private record Waves(int size, int classes, int values) implements Examples {
        @Override
        public int label(int index) {
            return index % classes;
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            for (int i = 0; i < values; i++) {
                target[offset + i] = (float) Math.sin((index % classes + 1) * i * 0.05 + index);
            }
        }
    }

    private static void open(List<Integer> shape, int classes, int clients, int width) throws IOException {
        InputShape input = InputShape.of(shape);
        Examples examples = new Waves(clients * 6, classes, input.size());
        List<String> names = IntStream.range(0, classes)
                .mapToObj(label -> label == 1 ? HOSTILE.repeat(3) : "class " + label)
                .toList();
        Dataset dataset = Dataset.of(
                "waves",
                input,
                names,
                examples,
                examples.select(new int[] {0}),
                List.of(new Dataset.File("waves", examples.size(), "0")));
        List<Client> shares = IntStream.range(0, clients)
                .mapToObj(client -> new Client(
                        new ClientId(client),
                        examples.select(IntStream.range(0, 1 + 4 * (client % 5))
                                .map(i -> client + i % 3)
                                .toArray()),
                        examples.select(new int[] {client}),
                        examples.select(new int[] {client, client}),
                        Partition.ClientShare.of(new int[0], new int[0]),
                        Collections.nCopies(classes, 1.0)))
                .toList();
        FeatureShift none = FeatureShift.of(Optional.empty(), shares.size(), dataset.input(), new RandomStreams(1));
        PartitionedData data = new PartitionedData(dataset, Partition.of(List.of()), shares, none);
        Path page = Files.writeString(
                folder.resolve("page.html"),
                InspectionPage.of("waves", Inspection.of(data, Optional.empty()), data, List.of()));
        browser.resize(width, 900);
        browser.openReport(page.toUri().toString());
    }

    private static int count(String expression) {
        return browser.evaluate(expression).intValue();
    }

    /** Asserts that a page fits on screens and paper, and that names run no script. */
    private static void assertShown(List<Integer> shape, int classes, int clients) throws IOException {
        for (int width : List.of(1300, 390)) {
            open(shape, classes, clients, width);
            assertThat(count("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        }
        browser.print(true);
        assertThat(count("document.querySelectorAll('.chart svg').length")).isPositive();
        browser.print(false);
        assertThat(browser.evaluate("String(window.ran)").textValue()).isEqualTo("undefined");
        assertThat(count("[...document.images].filter(image => !image.src.startsWith('data:image/png')).length"))
                .isZero();
        assertThat(count("[...document.images].filter(image => image.naturalWidth === 0).length"))
                .as("pictures that are not shown")
                .isZero();
        assertThat(browser.evaluate("document.body.innerText").textValue()).doesNotContain("\u202e", "\u0007");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void imagesAreShownByClass() throws IOException {
        assertShown(List.of(3, 8, 8), 10, 12);
        assertThat(count("document.querySelectorAll('.chart').length")).isOne();
        assertThat(count("document.images.length")).isEqualTo(10);
        assertThat(count("document.images[0].height")).isEqualTo(64);
        assertThat(browser.evaluate("[...document.querySelectorAll('rect title')].map(each => each.textContent)"
                                + ".find(hint => hint.startsWith('client 1\\n<img src=x'))")
                        .textValue())
                .as("client 1 has 5 examples, two of which are of class 1")
                .endsWith("\n2");
    }

    @Test
    void seriesAreShownByClass() throws IOException {
        assertShown(List.of(3, 64), 4, 5);
        assertThat(count("document.querySelectorAll('.chart').length")).isEqualTo(1 + 4);
        assertThat(count("document.querySelector('.chart').querySelectorAll('svg > g > g > path[fill=none]').length"))
                .isEqualTo(3);
    }

    @Test
    void numbersOfManyClientsAreShown() throws IOException {
        assertShown(List.of(50), 200, 1_100);
        assertThat(browser.evaluate("document.querySelector('figcaption').textContent")
                        .textValue())
                .contains("the first 200 of 1,100 clients");
        assertThat(count("document.querySelector('table').tBodies[0].rows.length"))
                .isEqualTo(60);
    }
}
