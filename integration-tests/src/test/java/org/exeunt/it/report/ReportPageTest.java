package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report page of a comparison: its data, and its charts in a browser without network. */
class ReportPageTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    static Path folder;

    private static Path page;

    @BeforeAll
    static void compare() throws IOException {
        Files.writeString(
                folder.resolve("base.json"),
                """
                {
                  "name": "base", "seed": 1,
                  "dataset":   { "type": "shapes", "train": 160, "test": 40 },
                  "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 4, "test-fraction": 0.25 },
                  "network":   { "hidden": [6, 5, 4] },
                  "strategy":  "fedavg",
                  "training":  { "rounds": 4, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
                  "evaluation": { "interval": 2, "save-models": false, "gradient-conflict-examples": 8,
                                  "exit-policies": [ { "type": "confidence" } ] },
                  "engine":    "toy"
                }
                """);
        Path comparison = Files.writeString(
                folder.resolve("compare.json"),
                """
                { "name": "a </script> b", "base": "base.json", "seeds": [1, 2],
                  "methods": { "cafedistill": "cafedistill", "pfedgraph": "pfedgraph" } }
                """);
        CommandLineRun.succeeding(
                "compare",
                "run",
                comparison.toString(),
                "--runs-dir",
                folder.resolve("runs").toString(),
                "--report",
                folder.toString());
        page = folder.resolve("report.html");
    }

    private static JsonNode data() throws IOException {
        Matcher data = DATA.matcher(Files.readString(page));
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }

    @Test
    void dataOfThePageIsComplete() throws IOException {
        JsonNode data = data();
        assertThat(data.at("/title").textValue()).isEqualTo("a </script> b");
        assertThat(data.at("/conditions").textValue())
                .isEqualTo("Shapes · 4 clients · 3 exits · 4 rounds · " + LocalDate.now());
        assertThat(data.at("/tiles"))
                .extracting(tile -> tile.get("name").textValue())
                .containsExactly("accuracy", "computation saved", "worst tenth of clients");
        assertThat(data.at("/introduction/0").textValue()).contains("is first with", "cafedistill");
        assertThat(data.get("sections"))
                .as("sections, without ranks for a single setting")
                .hasSize(1);
        JsonNode table = data.at("/sections/0/blocks/0");
        assertThat(table.get("rows")).hasSize(4).allSatisfy(row -> assertThat(row)
                .hasSize(table.get("columns").size()));
        assertThat(data.at("/sections/0/blocks"))
                .filteredOn(block -> block.has("rows"))
                .extracting(each -> each.get("title").textValue().replaceFirst(" .*", ""))
                .containsExactly("", "Against", "MACs", "How", "Reported");
        assertThat(series("Accuracy against computation, confidence")).hasSize(9);
        assertThat(series("Accuracy over rounds")).hasSize(4).allSatisfy(method -> assertThat(method.get("points"))
                .hasSize(2));
        for (int row = 0; row < 4; row++) {
            double sum = 0;
            for (JsonNode exit : series("Where examples leave")) {
                sum += exit.at("/points/" + row + "/0").doubleValue();
            }
            assertThat(sum).isBetween(100 - 1e-9, 100 + 1e-9);
        }
        // all other methods train every exit in every round
        assertThat(titles())
                .filteredOn(title -> title.startsWith("Selected exits") || title.startsWith("Students"))
                .containsExactly("Selected exits, cafedistill", "Students and teachers, cafedistill");
        assertThat(series("Selected exits, cafedistill").at("/2/points"))
                .hasSize(4)
                .allSatisfy(point -> assertThat(point.get(1).doubleValue()).isEqualTo(100));
        assertThat(titles()).contains("teacher weights, cafedistill", "similarities, cafedistill");
        assertThat(titles())
                .filteredOn(title -> title.startsWith("Interference"))
                .hasSize(4)
                .allSatisfy(
                        title -> assertThat(series(title)).hasSize(4).allSatisfy(line -> assertThat(line.get("points"))
                                .hasSize(2)));
        assertThat(chart("Classes of clients").at("/x/names")).hasSize(4);
        assertThat(chart("Classes of clients").at("/y/names")).hasSize(10);
        JsonNode origin = data.at("/sections/0/origins/0");
        assertThat(origin.get("configuration").textValue()).contains("\"alpha\" : 0.5");
        assertThat(origin.get("provenance").textValue()).contains("sha256");
    }

    private static List<String> titles() throws IOException {
        List<String> titles = new ArrayList<>();
        data().at("/sections/0/blocks")
                .forEach(block -> titles.add(block.get("title").textValue()));
        return titles;
    }

    private static JsonNode chart(String title) throws IOException {
        return data().at("/sections/0/blocks/" + titles().indexOf(title));
    }

    private static JsonNode series(String chart) throws IOException {
        return chart(chart).get("series");
    }

    @Test
    void tablesAndChartsAgree() throws IOException {
        JsonNode rows = data().at("/sections/0/blocks/0/rows");
        int exits = series("Where examples leave").size();
        for (int m = 0; m < rows.size(); m++) {
            JsonNode curve = series("Accuracy over rounds").at("/" + m + "/points");
            assertThat(curve.at("/1/1").doubleValue())
                    .isCloseTo(rows.at("/" + m + "/" + (exits + 2) + "/value").doubleValue(), within(1e-9));
            JsonNode fixed = series("Accuracy against computation, confidence").get(2 * m + 1);
            assertThat(fixed.at("/points/0/1").doubleValue())
                    .isCloseTo(rows.at("/" + m + "/" + (exits + 1) + "/value").doubleValue(), within(1e-9));
        }
    }

    @Test
    void pageLoadsNothingFromTheNetwork() throws IOException {
        assertThat(DATA.matcher(Files.readString(page)).replaceAll(""))
                .doesNotContain("src=", "@import", "url(", "<link")
                .contains("default-src 'none'")
                .hasSizeLessThan(100_000);
    }

    @Test
    void browserDrawsEveryChart() throws IOException, InterruptedException {
        Path runs = Files.createDirectory(folder.resolve("own"));
        TrainedRun run = TrainedRun.of(folder.resolve("base.json"), runs, "strategy=cafedistill");
        try (Browser browser = Browser.open(folder.resolve("profile"))) {
            assertDrawn(browser, page, 15);
            assertDrawn(browser, run.directory().resolve("report.html"), 11);
        }
    }

    @Test
    void causesOfFailuresAreListedOnce() {
        RunRecords failing = TrainedRun.open(ToyRun.onDisk(
                                folder.resolve("failing"),
                                "fedavg",
                                "faults.dropout=0.4",
                                "faults.non-finite=0.3",
                                "training.on-too-few-updates=skip")
                        .directory()
                        .orElseThrow())
                .records();
        String whole = HtmlReport.of(Results.of(failing), LocalDate.EPOCH, List.of(), List.of());
        String page = whole.substring(whole.indexOf("id=\"data\">"), whole.indexOf("</script>"));
        Set<String> causes = failing.rounds().stream()
                .flatMap(round -> round.failures().stream())
                .map(RoundRecord.ClientFailure::cause)
                .collect(Collectors.toSet());
        assertThat(causes).hasSizeGreaterThan(1);
        assertThat(causes).allSatisfy(cause -> assertThat(page).containsOnlyOnce("left out: " + cause));
        assertThat(page).doesNotContain(" was left out of the aggregation");
    }

    private static void assertDrawn(Browser browser, Path page, int atLeast) {
        browser.openReport(page.toUri().toString());
        assertThat(browser.console()).isEmpty();
        int charts = browser.evaluate("Number(document.documentElement.dataset.drawn)")
                .intValue();
        assertThat(charts).isGreaterThanOrEqualTo(atLeast);
        JsonNode figures = browser.evaluate(
                """
                [...document.querySelectorAll('figure')].map(figure =>
                    figure.querySelectorAll('svg path title, svg rect title, svg circle title').length > 0
                    && figure.querySelector('.save').textContent === 'save as SVG 3.3 in, SVG 7 in or PNG')""");
        assertThat(figures).hasSize(charts).allSatisfy(figure -> assertThat(figure.booleanValue())
                .isTrue());
    }
}
