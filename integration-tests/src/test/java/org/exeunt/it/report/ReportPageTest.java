package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.store.records.RunArchive;
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
        assertThat(data.at("/subtitle").textValue()).isEqualTo("Shapes · 4 clients · 3 exits · 4 rounds");
        assertThat(data.at("/findings").textValue()).contains("is first with", "cafedistill");
        JsonNode setting = data.at("/settings/0");
        JsonNode table = setting.at("/main/0");
        assertThat(table.get("rows")).hasSize(4).allSatisfy(row -> assertThat(row)
                .hasSize(table.get("titles").size()));
        assertThat(setting.get("details"))
                .extracting(each -> each.get("title").textValue().replaceFirst(" .*", ""))
                .containsExactly("Against", "MACs", "How", "Reported");
        JsonNode charts = setting.get("charts");
        assertThat(charts.get("tradeoffs")).hasSize(4).allSatisfy(method -> assertThat(method.get("points"))
                .isNotEmpty());
        assertThat(charts.get("curves"))
                .allSatisfy(method -> assertThat(method.get("points")).hasSize(2));
        assertThat(charts.get("departures")).allSatisfy(method -> {
            double sum = 0;
            for (JsonNode share : method.get("shares")) {
                sum += share.doubleValue();
            }
            assertThat(sum).isBetween(1 - 1e-9, 1 + 1e-9);
        });
        // all other methods train every exit in every round
        assertThat(charts.get("activity"))
                .extracting(method -> method.get("method").textValue())
                .containsExactly("cafedistill");
        assertThat(charts.at("/activity/0/rounds"))
                .hasSize(4)
                .allSatisfy(round -> assertThat(round.get(2).doubleValue()).isEqualTo(1));
        assertThat(charts.get("relations"))
                .extracting(matrix -> matrix.get("name").textValue())
                .contains("teacher-weights", "similarities");
        JsonNode diagnostics = setting.get("diagnostics");
        assertThat(diagnostics.get("interference")).hasSize(4).allSatisfy(method -> assertThat(method.get("lines"))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.get("points")).hasSize(2)));
        assertThat(diagnostics.get("agreement"))
                .extracting(method -> method.get("method").textValue())
                .containsExactly("cafedistill");
        assertThat(setting.at("/classes/classes")).hasSize(10);
        assertThat(setting.at("/classes/clients")).hasSize(4);
        assertThat(setting.at("/origins/0/configuration").textValue()).contains("\"alpha\" : 0.5");
        assertThat(setting.at("/origins/0/provenance").textValue()).contains("sha256");
        assertThat(data.get("ranks").isNull()).as("ranks, for a single setting").isTrue();
    }

    @Test
    void tablesAndChartsAgree() throws IOException {
        JsonNode setting = data().at("/settings/0");
        int exits = setting.at("/charts/exits").intValue();
        for (int m = 0; m < setting.at("/main/0/rows").size(); m++) {
            JsonNode cells = setting.at("/main/0/rows/" + m);
            double mean = cells.at("/" + (exits + 2) + "/value").doubleValue();
            JsonNode curve = setting.at("/charts/curves/" + m + "/points");
            assertThat(curve.get(curve.size() - 1).get(1).doubleValue()).isCloseTo(mean, within(1e-9));
            assertThat(setting.at("/charts/traffic/" + m + "/accuracy").doubleValue())
                    .isCloseTo(mean, within(1e-9));
            assertThat(mean(setting.at("/charts/clients/" + m + "/accuracy"))).isCloseTo(mean, within(1e-9));
            assertThat(setting.at("/charts/tradeoffs/" + m + "/fixed/accuracy").doubleValue())
                    .isCloseTo(cells.at("/" + (exits + 1) + "/value").doubleValue(), within(1e-9));
        }
    }

    private static double mean(JsonNode values) {
        double sum = 0;
        for (JsonNode value : values) {
            sum += value.doubleValue();
        }
        return sum / values.size();
    }

    @Test
    void pageLoadsNothingFromTheNetwork() throws IOException {
        String text = DATA.matcher(Files.readString(page)).replaceAll("");
        String own = text.substring(0, text.indexOf("/*!") < 0 ? text.length() : text.indexOf("<script>"));
        assertThat(own).doesNotContain("src=", "@import", "url(", "<link");
        assertThat(text).contains("default-src 'none'");
    }

    @Test
    void browserDrawsEveryChart() throws IOException, InterruptedException {
        for (int width : List.of(1300, 390)) {
            assertDrawn(page, width, 15);
        }
    }

    @Test
    void runHasItsOwnPage() throws IOException, InterruptedException {
        Path runs = Files.createDirectory(folder.resolve("own"));
        FinishedRun run = FinishedRun.of(folder.resolve("base.json"), runs, "strategy=cafedistill");
        assertThat(run.directory().resolve("report.html"))
                .isRegularFile()
                .content()
                .doesNotContain("report.md");
        assertDrawn(run.directory().resolve("report.html"), 1300, 11);
    }

    @Test
    void causesOfFailuresAreListedOnce() {
        RunArchive failing = RunArchive.read(ToyRun.onDisk(
                        folder.resolve("failing"),
                        "fedavg",
                        "faults.dropout=0.4",
                        "faults.non-finite=0.3",
                        "training.on-too-few-updates=skip")
                .directory()
                .orElseThrow());
        String whole = HtmlReport.of(Results.of(failing));
        String page = whole.substring(whole.indexOf("id=\"data\">"), whole.indexOf("</script>"));
        Set<String> causes = failing.rounds().stream()
                .flatMap(round -> round.failures().stream())
                .map(RoundRecord.ClientFailure::cause)
                .collect(Collectors.toSet());
        assertThat(causes).hasSizeGreaterThan(1);
        assertThat(causes).allSatisfy(cause -> assertThat(page).containsOnlyOnce("left out: " + cause));
        assertThat(page).doesNotContain(" was left out of the aggregation");
    }

    private static void assertDrawn(Path page, int width, int atLeast) throws IOException, InterruptedException {
        try (Browser browser = Browser.open(folder.resolve("profile"))) {
            browser.resize(width, 900);
            browser.openReport(page.toUri().toString());
            assertThat(browser.console()).isEmpty();
            int charts = browser.evaluate("Number(document.documentElement.dataset.drawn)")
                    .intValue();
            assertThat(charts).isGreaterThanOrEqualTo(atLeast);
            JsonNode figures = browser.evaluate(
                    """
                    [...document.querySelectorAll('figure')].map(figure =>
                        figure.querySelectorAll('svg path, svg polyline, svg rect').length > 0
                        && figure.querySelector('.save').textContent === 'save as SVG 3.3 in, SVG 7 in or PNG')""");
            assertThat(figures).hasSize(charts).allSatisfy(figure -> assertThat(figure.booleanValue())
                    .isTrue());
            assertThat(browser.evaluate("document.documentElement.scrollWidth").intValue())
                    .as("width without horizontal scrolling")
                    .isLessThanOrEqualTo(width);
        }
    }
}
