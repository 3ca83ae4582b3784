package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.ReportFiles;
import org.exeunt.app.runs.RunList;
import org.exeunt.app.runs.RunsPage;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.records.EvaluationMeans;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/**
 * Report pages of usual and unusual runs: on wide and narrow screens and on paper, no text of a chart is cut off or
 * overlaps another, and figures are complete.
 */
@Tag("slow")
class PagesTest {
    /** Width of A4 without margins, in CSS pixels. */
    private static final int PAPER_WIDTH = 703;

    private static final List<String> NAMES = List.of(
            "a".repeat(200),
            "a name that is a sentence, " + "which continues, ".repeat(8) + "and ends",
            "طريقة التعلم الاتحادي",
            "联邦学习的个性化方法与早期退出网络",
            "constructor",
            "7",
            "-");

    @TempDir
    static Path folder;

    private static Path directory;
    private static RunRecords run;
    private static RunRecords plain;
    private static Browser browser;

    @BeforeAll
    static void finishRuns() throws IOException, InterruptedException {
        browser = Browser.open(folder.resolve("profile"));
        directory = directory(
                "cafedistill", "name=full", "evaluation.interval=1", "evaluation.gradient-conflict-examples=8");
        run = FinishedRun.open(directory).records();
        plain = archive("local", "name=plain", "evaluation.interval=1", "evaluation.gradient-conflict-examples=8");
    }

    @AfterAll
    static void closeBrowser() {
        Optional.ofNullable(browser).ifPresent(Browser::close);
    }

    private static Path directory(String strategy, String... overrides) {
        return ToyRun.onDisk(folder.resolve("runs"), strategy, overrides)
                .directory()
                .orElseThrow();
    }

    private static RunRecords archive(String strategy, String... overrides) {
        return FinishedRun.open(directory(strategy, overrides)).records();
    }

    /** Returns a comparison on two settings with two seeds. */
    private static Results comparison(List<String> methods, RunRecords one, RunRecords other) {
        Map<String, Map<String, SortedMap<Long, RunRecords>>> settings = new LinkedHashMap<>();
        for (String setting : List.of("Dirichlet 0.3", "Dirichlet 0.1")) {
            Map<String, SortedMap<Long, RunRecords>> runs = new LinkedHashMap<>();
            methods.forEach(method -> runs.put(
                    method,
                    new TreeMap<>(
                            Map.of(0L, runs.size() % 2 == 0 ? one : other, 1L, runs.size() % 3 == 0 ? one : other))));
            settings.put(setting, runs);
        }
        return new Results(
                Comparison.withoutFile("features", List.copyOf(settings.keySet()), methods, List.of(0L, 1L)),
                settings,
                List.of(),
                0,
                List.of());
    }

    private static List<String> manyMethods() {
        List<String> methods = new ArrayList<>(NAMES);
        IntStream.range(methods.size(), 12).forEach(i -> methods.add("method " + i));
        return methods;
    }

    private static void open(Results results, int width) throws IOException {
        open(
                Files.writeString(
                        folder.resolve("page.html"), HtmlReport.of(results, LocalDate.EPOCH, List.of(), List.of())),
                width);
    }

    private static void open(Path page, int width) {
        browser.resize(width, 900);
        browser.openReport(page.toUri().toString());
    }

    private static String text(String expression) {
        return browser.evaluate(expression).textValue();
    }

    /** Asserts that a page is complete on screens and on paper: no errors, nothing cut off, no horizontal scrolling. */
    private static void assertShown(Results results) throws IOException {
        assertShown(Files.writeString(
                folder.resolve("page.html"), HtmlReport.of(results, LocalDate.EPOCH, List.of(), List.of())));
    }

    private static void assertShown(Path page) {
        for (int width : List.of(1440, 390)) {
            open(page, width);
            assertLegible(width);
        }
        browser.resize(PAPER_WIDTH, 900);
        browser.print(true);
        assertLegible(PAPER_WIDTH);
        browser.print(false);
        assertThat(text("document.body.innerText")).doesNotContain("NaN", "Infinity", "undefined");
        assertThat(browser.console()).isEmpty();
    }

    private static void assertLegible(int width) {
        JsonNode wide = browser.evaluate(
                """
                [...document.querySelectorAll('body *')].filter(each => !each.closest('.wide, pre, svg')
                  && each.getBoundingClientRect().right > innerWidth + 1).map(each => each.outerHTML.slice(0, 200))""");
        assertThat(wide).as("wider than %d", width).isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('figure svg').length"))
                .isEqualTo(browser.evaluate("document.querySelectorAll('figure').length"));
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

    @Test
    void comparisonOfManyMethodsIsLegible() throws IOException {
        assertShown(comparison(manyMethods(), plain, run));
        assertThat(text("[...document.querySelectorAll('#section-0 h3')].map(title => title.textContent).join()"))
                .contains("Differences from", "Accuracy over rounds", "Where examples leave", "Interference of exits");
        assertThat(text("document.querySelector('#section-2 svg').textContent")).contains(manyMethods());
        assertThat(text("document.getElementById('introduction').textContent")).contains("of 2 settings");
        assertThat(new String(browser.pdf(), StandardCharsets.ISO_8859_1))
                .containsPattern("/MediaBox \\[0 0 59[45]\\S* 84[12]");
    }

    @Test
    void runIsLegible() {
        CommandLineRun.succeeding("report %s", directory);
        assertShown(directory.resolve("report.html"));
        assertThat(text("[...document.querySelectorAll('h3')].map(title => title.textContent).join()"))
                .contains("Accuracy of exits,Loss,", "Accuracy of clients");
        assertThat(text("document.body.innerText"))
                .contains("most frequent class of each client", "Time of each phase");
    }

    @Test
    void sliderMovesInputs() {
        CommandLineRun.succeeding("report %s", directory);
        open(directory.resolve("report.html"), 1440);
        JsonNode moved = browser.evaluate(
                """
                const inputs = JSON.parse(document.getElementById('data').textContent).sections[0].blocks[0].inputs;
                const first = inputs.map(input => 100 * input.answers[0].confidence).sort((a, b) => a - b);
                [0, (first[0] + first.at(-1)) / 2, 100].map(threshold => {
                  const slider = document.querySelector('.departures input');
                  slider.value = threshold;
                  slider.dispatchEvent(new Event('input'));
                  return {
                    columns: [...document.querySelectorAll('.inputs')].map(column => column.children.length),
                    wrong: document.querySelectorAll('.wrong').length,
                    inputs: inputs.length,
                    wrongAtLast: inputs.filter(input => input.answers.at(-1).label !== input.label).length,
                    text: document.querySelector('.results').textContent.replaceAll('\\u00a0', ' ')
                  };
                })""");
        int inputs = moved.at("/0/inputs").intValue();
        assertThat(inputs).isPositive();
        assertThat(moved.at("/0/columns")).hasToString("[%d,0,0]".formatted(inputs));
        assertThat(moved.at("/1/columns/0").intValue()).isBetween(1, inputs - 1);
        assertThat(moved.at("/2/columns")).hasToString("[0,0,%d]".formatted(inputs));
        assertThat(moved.at("/2/wrong")).isEqualTo(moved.at("/2/wrongAtLast"));
        assertThat(moved.at("/2/text").textValue())
                .matches("This client: accuracy (\\S+ %), at the final exit only \\1MACs saved -\\S+ %");
    }

    @Test
    void savedFiguresAreDarkOnWhiteWithWholeNames() throws Exception {
        browser.colourScheme("dark");
        open(comparison(manyMethods(), plain, plain), 390);
        JsonNode links = browser.evaluate(
                """
                [...document.querySelectorAll('.save a:first-child')].map(link => {
                  link.addEventListener('click', event => event.preventDefault());
                  link.click();
                  return { title: link.closest('figure').querySelector('h3').textContent, href: link.href };
                })""");
        browser.colourScheme("light");
        assertThat(links).hasSizeGreaterThan(5);
        for (JsonNode link : links) {
            String text = URLDecoder.decode(
                    link.get("href")
                            .textValue()
                            .replaceFirst("^data:[^,]*,", "")
                            .replace("+", "%2B"),
                    StandardCharsets.UTF_8);
            Element svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
            assertThat(svg.getAttribute("width")).isEqualTo("3.3in");
            assertThat(svg.getAttribute("viewBox")).matches("0 0 396 \\d+");
            assertThat(text).contains("#ffffff", "color=\"#1b1d21\"").doesNotContain("…", "#e8eaee");
            if (List.of("Accuracy over rounds", "Accuracy of clients")
                    .contains(link.get("title").textValue())) {
                String shown = svg.getTextContent().replaceAll("\\s", "");
                assertThat(manyMethods()).allSatisfy(name -> assertThat(shown).contains(name.replaceAll("\\s", "")));
            }
        }
    }

    @Test
    void equalPointsAreNamed() throws IOException {
        open(comparison(List.of("one", "two"), run, run), 1440);
        String figure =
                "[...document.querySelectorAll('figure')].find(each => each.textContent.includes('computation'))";
        assertThat(text("[..." + figure + ".querySelectorAll('.entry')].map(each => each.textContent).join()"))
                .contains("one,two");
    }

    @Test
    void hiddenSeriesStayHidden() throws IOException {
        open(comparison(List.of("one", "two"), run, plain), 1440);
        String figure =
                "[...document.querySelectorAll('figure')].find(each => each.textContent.includes('over rounds'))";
        String lines = figure + ".querySelectorAll('svg > g > g > path[fill=none]').length";
        int before = browser.evaluate(lines).intValue();
        browser.evaluate(
                "[...%s.querySelectorAll('.entry')].at(-1).dispatchEvent(new Event('click'))".formatted(figure));
        assertThat(browser.evaluate(lines).intValue()).isEqualTo(before - 1);
        browser.evaluate("window.dispatchEvent(new Event('beforeprint'))");
        assertThat(browser.evaluate(lines).intValue()).isEqualTo(before - 1);
    }

    /** Names of lines, inputs and the slider are reached by Tab; keys do what the pointer does. */
    @Test
    void pageAnswersToKeys() throws IOException {
        open(comparison(List.of("one", "two"), run, plain), 1440);
        JsonNode hidden = browser.evaluate(
                """
                const figure = [...document.querySelectorAll('figure')].find(each => each.textContent.includes('over rounds'));
                const entry = figure.querySelector('.entry[aria-label=two]');
                entry.focus();
                entry.dispatchEvent(new Event('focus')); // a page in the background gets none
                const others = figure.querySelectorAll('svg > g > g[opacity="0.25"]').length;
                entry.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
                const after = document.activeElement;
                ({ others, same: after.getAttribute('aria-label'), pressed: after.getAttribute('aria-pressed') })""");
        assertThat(hidden).hasToString("{\"others\":1,\"same\":\"two\",\"pressed\":\"false\"}");
        CommandLineRun.succeeding("report %s", directory);
        open(directory.resolve("report.html"), 1440);
        assertThat(text("document.querySelector('.departures input').getAttribute('aria-valuetext')"))
                .matches("80 %; accuracy \\d+\\.\\d.%; MACs saved -?\\d+\\.\\d.%");
        JsonNode input = browser.evaluate(
                """
                const first = document.querySelector('.input[tabindex="0"]');
                first.focus();
                first.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
                document.activeElement.dispatchEvent(new Event('focus'));
                ({ moved: document.activeElement !== first && document.activeElement.className.startsWith('input'),
                   told: document.querySelector('.hint').textContent === document.activeElement.title })""");
        assertThat(input).hasToString("{\"moved\":true,\"told\":true}");
        assertThat(text(
                        "[...document.querySelectorAll('.tile')].map(each => each.hash && document.querySelector(each.hash)"
                                + ".textContent.slice(0, 14)).join('; ')"))
                .startsWith("Accuracy after; Leaving early,; Accuracy of cl");
    }

    @Test
    void runsAreFiltered() throws IOException {
        List<RunList.Row> rows = Stream.of("fedavg", "local", "local")
                .map(method -> new RunList.Row(
                        "a-" + method,
                        "a",
                        "stopped",
                        method,
                        "csv",
                        1L,
                        2,
                        3,
                        null,
                        "2026-01-01T00:00:00Z",
                        9,
                        null,
                        null))
                .toList();
        browser.openReport(Files.writeString(folder.resolve("runs.html"), RunsPage.of("runs", rows))
                .toUri()
                .toString());
        assertThat(text("document.querySelector('.filters').textContent"))
                .isEqualTo("method allfedavglocaldata set allcsvstate allstopped3 of 3");
        assertThat(
                        text(
                                """
                        const choice = document.querySelector('.filters select');
                        choice.value = 'local';
                        choice.dispatchEvent(new Event('change'));
                        [...document.querySelectorAll('tbody tr')].filter(row => row.offsetHeight).map(row => row.cells[1].textContent).join()"""))
                .isEqualTo("local,local");
        assertThat(text("document.querySelector('.filters span').textContent")).isEqualTo("2 of 3");
    }

    /** Numbers stand in all cells of a heat map, or in none. */
    @Test
    void methodsAreSortedAndHeatMapsAreWhole() throws IOException {
        open(comparison(List.of("worse", "better", "third"), plain, run), 1440);
        assertThat(browser.evaluate("[...document.querySelectorAll('#section-0 table')[0].tBodies[0].rows]"
                        + ".map(row => Number([...row.cells].find((cell, i) => row.closest('table').tHead.rows[0].cells[i]"
                        + ".textContent === 'mean of exits').dataset.value))"))
                .extracting(JsonNode::doubleValue)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        JsonNode numbers = browser.evaluate(
                """
                [...document.querySelectorAll('figure')].filter(figure => figure.querySelector('rect[fill-opacity] title'))
                  .map(figure => [figure.querySelectorAll('rect[fill-opacity] title').length, figure.querySelectorAll('svg > text[pointer-events]').length])""");
        assertThat(numbers).isNotEmpty().allSatisfy(count -> assertThat(
                        count.get(1).intValue())
                .isIn(0, count.get(0).intValue()));
    }

    @Test
    void pageShowsARunWithoutAnyUpdate() throws IOException {
        RunRecords odd = archive(
                "fedavg",
                "name=odd",
                "network.hidden=[6]",
                "training.rounds=1",
                "faults.dropout=0.999",
                "training.on-too-few-updates=skip",
                "evaluation.new-clients=2",
                "partition.alpha=0.05");
        assertThat(odd.rounds().get(0).loss()).isNaN();
        assertShown(Results.of(odd));
        assertThat(text("document.body.innerText")).contains("it dropped out");
    }

    @Test
    void pageShowsManyExits() throws IOException {
        assertShown(Results.of(archive(
                "cafedistill",
                "name=deep",
                "network.hidden=" + Collections.nCopies(24, 4).toString().replace(" ", ""),
                "training.rounds=2")));
    }

    @Test
    void pageListsClientsByOwner() throws IOException {
        Path table = Path.of("..", "examples", "own-data", "trees.csv");
        assertShown(Results.of(archive(
                "fedavg",
                "dataset={\"type\": \"csv\", \"file\": \"%s\", \"label\": \"species\", \"owner\": \"garden\"}"
                        .formatted(table),
                "partition={\"type\": \"natural\", \"hold-out\": \"random\"}")));
        assertThat(text("document.body.innerText"))
                .containsPattern("Accuracy by groups of clients, in %:\\s+method\\s+group\\s")
                .contains("owner north");
        assertThat(text("[...document.querySelectorAll('.chart text')].map(each => each.textContent).join()"))
                .contains("north");
    }

    @Test
    void pageShowsNonFiniteFigures() throws IOException {
        RunSummary.Accuracy none = new RunSummary.Accuracy(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        RunSummary with = run.summary();
        RunSummary without = new RunSummary(
                with.schemaVersion(),
                with.name(),
                with.hash(),
                with.setting(),
                with.network(),
                new RunSummary.FinalRound(
                        6,
                        with.finalRound().tested(),
                        with.finalRound().exits().stream()
                                .map(exit -> new RunSummary.ExitFigures(exit.exit(), none, exit.loss()))
                                .toList(),
                        none,
                        none),
                with.stop(),
                with.lastEvaluations(),
                with.bestOnTest(),
                with.rules().stream()
                        .map(rule -> new RunSummary.Rule(
                                rule.policy(),
                                rule.label(),
                                Double.NaN,
                                Double.NaN,
                                rule.shares().stream().map(share -> Double.NaN).toList(),
                                Double.NaN,
                                Double.NaN))
                        .toList(),
                new RunSummary.EqualAccuracy(Double.NaN, null, 0),
                with.policies(),
                with.reliability(),
                with.newClients(),
                with.work(),
                with.warnings());
        List<EvaluationMeans> evaluations = run.evaluations().stream()
                .map(each -> new EvaluationMeans(
                        each.round(),
                        List.of(Double.NaN, Double.NaN, Double.NaN),
                        Double.NaN,
                        OptionalDouble.empty(),
                        List.of()))
                .toList();
        assertShown(
                Results.of(new RunRecords(without, run.rounds(), evaluations, run.finalEvaluation(), run.inputs())));
        assertThat(text("document.getElementById('main').outerHTML")).doesNotContain("NaN", "Infinity", "undefined");
    }

    @Test
    void metricsOfStrategiesAreShown() throws IOException {
        List<RoundRecord> rounds = run.rounds().stream()
                .map(round -> {
                    double steps = round.round().number();
                    double mean = steps == 2 ? Double.NaN : 0.25;
                    return withMetrics(
                            round,
                            Map.of("steps", steps, "mean", mean, "huge", 1e300 * steps),
                            Map.of("mean", 0.5, "teacher-agreement-exit-1", 0.25, "cross-entropy", 1.5));
                })
                .toList();
        RunRecords reporting =
                new RunRecords(run.summary(), rounds, run.evaluations(), run.finalEvaluation(), run.inputs());
        Results results = comparison(List.of("one", "two"), reporting, reporting);
        assertThat(ReportFiles.of(results).get("report.md"))
                .contains(
                        "| method | huge | mean | mean (clients) | steps |", "| `one` | 6.00e+300 | 0.25 | 0.5 | 6 |");
        assertShown(results);
        assertThat(text("[...document.querySelectorAll('h3')].map(title => title.textContent).join()"))
                .contains("huge,mean,steps")
                .doesNotContain("teacher-agreement");
    }

    private static RoundRecord withMetrics(
            RoundRecord round, Map<String, Double> metrics, Map<String, Double> trainingMetrics) {
        return new RoundRecord(
                round.round(),
                round.exits(),
                round.downlink(),
                round.uplink(),
                round.epochs(),
                round.headEpochs(),
                round.loss(),
                round.time(),
                round.failures(),
                metrics,
                round.relations(),
                trainingMetrics,
                round.reports());
    }
}
