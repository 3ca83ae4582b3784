package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.store.records.RunArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages on wide and narrow screens and on paper, light and dark: no text of a chart is cut off or overlaps another. */
@Tag("slow")
class PageLayoutTest {
    private static final List<String> METHODS = List.of(
            "local",
            "fedavg",
            "cafedistill",
            "fedprox",
            "fedper",
            "fedrep",
            "fedbabu",
            "fedrod",
            "ditto",
            "fedamp",
            "pfedgraph",
            "fedpac",
            "reefl",
            "depthfl",
            "scalefl",
            "cafedistill, sum");
    private static final List<String> SETTINGS = List.of("Dirichlet 0.3", "Dirichlet 0.1");

    /** Width of A4 without margins, in CSS pixels. */
    private static final int PAPER_WIDTH = 703;

    @TempDir
    static Path folder;

    private static final Map<String, List<RunArchive>> RUNS = new LinkedHashMap<>();
    private static Browser browser;

    @BeforeAll
    static void finishRuns() throws IOException, InterruptedException {
        browser = Browser.open(folder.resolve("profile"));
        for (String strategy : METHODS.subList(0, 3)) {
            List<RunArchive> seeds = new ArrayList<>();
            for (int seed = 1; seed <= 3; seed++) {
                seeds.add(RunArchive.read(directory(strategy, seed)));
            }
            RUNS.put(strategy, seeds);
        }
    }

    private static Path directory(String strategy, int seed) {
        return ToyRun.onDisk(
                        folder.resolve("runs"),
                        strategy,
                        "seed=" + seed,
                        "name=" + strategy + "-" + seed,
                        "evaluation.interval=1",
                        "evaluation.gradient-conflict-examples=8")
                .directory()
                .orElseThrow();
    }

    @AfterAll
    static void closeBrowser() {
        Optional.ofNullable(browser).ifPresent(Browser::close);
    }

    private static Results comparison(int methods) {
        Map<String, Map<String, SortedMap<Long, RunArchive>>> runs = new LinkedHashMap<>();
        for (String setting : SETTINGS) {
            Map<String, SortedMap<Long, RunArchive>> rows = new LinkedHashMap<>();
            for (int m = 0; m < methods; m++) {
                SortedMap<Long, RunArchive> seeds = new TreeMap<>();
                for (RunArchive run : RUNS.get(METHODS.get(m % 3))) {
                    seeds.put(run.summary().setting().seed(), run);
                }
                rows.put(METHODS.get(m), seeds);
            }
            runs.put(setting, rows);
        }
        Comparison comparison = Comparison.withoutFile(
                        "layout", SETTINGS, METHODS.subList(0, methods), List.of(1L, 2L, 3L))
                .withReference("cafedistill");
        return new Results(comparison, runs, List.of(), 0, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"3,light", "3,dark", "16,light", "16,dark"})
    void comparisonsAreLegible(int methods, String scheme) throws IOException {
        assertLegible(comparison(methods), scheme);
        JsonNode titles =
                browser.evaluate("[...document.querySelectorAll('#setting-0 h3')].map(title => title.textContent)");
        assertThat(titles.toString())
                .contains("Differences from cafedistill", "Accuracy over rounds", "Where examples leave");
        assertThat(browser.evaluate("document.querySelector('#ranks figure svg').textContent")
                        .textValue())
                .contains(METHODS.subList(0, methods));
        assertThat(browser.evaluate("document.getElementById('findings').textContent")
                        .textValue())
                .contains("of 2 settings");
    }

    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void runsAreLegible(String scheme) throws IOException {
        Results results = Results.read(directory("cafedistill", 1));
        assertLegible(results, scheme);
        assertThat(browser.evaluate("[...document.querySelectorAll('h3')].map(title => title.textContent).join()")
                        .textValue())
                .contains("Accuracy of exits,Loss,", "Clients with and without federation,Time,");
        assertThat(browser.evaluate("document.querySelector('.headlines').textContent")
                        .textValue())
                .contains("final exit", "worst tenth of clients", "clients above local", "sent down", "time");
        assertThat(HtmlReport.of(results)).contains("of the clients are more accurate");
    }

    @Test
    void runWithoutComparableRunHasNoComparison() throws IOException {
        Results alone = Results.read(directory("fedavg", 4));
        assertThat(HtmlReport.of(alone))
                .contains("\"againstLocal\":[]")
                .doesNotContain("of the clients are more accurate");
    }

    private static void assertLegible(Results results, String scheme) throws IOException {
        Path page = Files.writeString(folder.resolve("page.html"), HtmlReport.of(results));
        for (int width : List.of(1440, 390)) {
            browser.resize(width, 900);
            browser.colourScheme(scheme);
            browser.openReport(page.toUri().toString());
            assertCharts(width);
        }
        browser.resize(PAPER_WIDTH, 900);
        browser.print(true);
        assertCharts(PAPER_WIDTH);
        browser.print(false);
        browser.colourScheme("light");
        assertThat(browser.console()).isEmpty();
    }

    private static void assertCharts(int width) {
        JsonNode wide = browser.evaluate(
                """
                [...document.querySelectorAll('body *')].filter(each => !each.closest('.wide, pre, svg, .unseen')
                  && each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 200))""");
        assertThat(wide).as("wider than %d", width).isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('figure').length"))
                .isEqualTo(browser.evaluate("document.querySelectorAll('figure svg').length"));
        JsonNode faults = browser.evaluate(
                """
                [...document.querySelectorAll('.chart svg')].flatMap(svg => {
                  const title = svg.closest('figure').querySelector('h3').textContent;
                  const outer = svg.getBoundingClientRect();
                  const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim())
                    .map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
                  const cut = texts.filter(({ box }) => box.left < outer.left - 1 || box.right > outer.right + 1
                    || box.top < outer.top - 2 || box.bottom > outer.bottom + 2);
                  const overlap = texts.flatMap((one, i) => texts.slice(i + 1).filter(other =>
                    Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 1
                    && Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 4)
                    .map(other => `${title}: '${one.text}' overlaps '${other.text}'`));
                  return [...cut.map(each => `${title}: '${each.text}' is cut off`), ...overlap];
                })""");
        assertThat(faults).as("at width %d", width).isEmpty();
    }
}
