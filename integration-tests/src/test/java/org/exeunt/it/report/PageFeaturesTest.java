package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.ReportFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Report pages of unusual runs and of many methods: on wide and narrow screens, dark, printed, and as figures. */
class PageFeaturesTest {
    /** Width of A4 without margins, in CSS pixels. */
    private static final int PAPER_WIDTH = 703;

    private static final List<String> NAMES = List.of(
            "a".repeat(200),
            "a name that is a sentence, " + "which continues, ".repeat(8) + "and ends",
            "طريقة التعلم الاتحادي",
            "联邦学习的个性化方法与早期退出网络",
            "static networks",
            "constructor",
            "7",
            "-");

    @TempDir
    static Path folder;

    private static RunArchive run;
    private static RunArchive plain;
    private static Browser browser;

    @BeforeAll
    static void finishRuns() throws IOException, InterruptedException {
        browser = Browser.open(folder.resolve("profile"));
        run = archive("cafedistill", "name=full", "evaluation.interval=1", "evaluation.gradient-conflict-examples=8");
        plain = archive("fedavg", "name=plain", "evaluation.interval=1");
    }

    @AfterAll
    static void closeBrowser() {
        Optional.ofNullable(browser).ifPresent(Browser::close);
    }

    private static RunArchive archive(String strategy, String... overrides) {
        return RunArchive.read(ToyRun.onDisk(folder.resolve("runs"), strategy, overrides)
                .directory()
                .orElseThrow());
    }

    private static Results comparison(List<String> methods, RunArchive... seeds) {
        Map<String, SortedMap<Long, RunArchive>> runs = new LinkedHashMap<>();
        for (String method : methods) {
            SortedMap<Long, RunArchive> row = new TreeMap<>();
            for (RunArchive seed : seeds) {
                row.put((long) row.size(), seed);
            }
            runs.put(method, row);
        }
        return new Results(
                Comparison.withoutFile(
                        "features",
                        List.of(""),
                        List.copyOf(methods),
                        runs.values().iterator().next().keySet()),
                Map.of("", runs),
                List.of(),
                0,
                Optional.empty());
    }

    private static List<String> manyMethods() {
        List<String> methods = new ArrayList<>(NAMES);
        IntStream.range(methods.size(), 25).forEach(i -> methods.add("method " + i));
        return methods;
    }

    private static void open(Results results, int width) throws IOException {
        Path page = Files.writeString(folder.resolve("page.html"), HtmlReport.of(results));
        browser.resize(width, 900);
        browser.openReport(page.toUri().toString());
    }

    /** Asserts that a page is complete on screens and on paper: no errors, nothing cut off, no horizontal scrolling. */
    private static void assertShown(Results results) throws IOException {
        for (int width : List.of(1440, 390)) {
            open(results, width);
            assertThat(browser.evaluate("document.documentElement.scrollWidth").intValue())
                    .isLessThanOrEqualTo(width);
            assertAxes();
        }
        assertPrinted(results);
        assertThat(browser.console()).isEmpty();
    }

    /** Asserts that axes of percentages are within 0 and 100; all except accuracy cover the whole range. */
    private static void assertAxes() {
        JsonNode axes = browser.evaluate(
                """
                [...document.querySelectorAll('.chart')].flatMap(place => {
                  const model = echarts.getInstanceByDom(place).getModel();
                  return ['xAxis', 'yAxis'].map(axis => model.getComponent(axis))
                    .filter(axis => (axis.get('name') ?? '').endsWith(', %'))
                    .map(axis => ({ name: axis.get('name'), extent: axis.axis.scale.getExtent() }));
                })""");
        assertThat(axes).isNotEmpty().allSatisfy(axis -> {
            double low = axis.at("/extent/0").doubleValue();
            double high = axis.at("/extent/1").doubleValue();
            if (axis.get("name").textValue().equals("accuracy, %")) {
                assertThat(low).isBetween(0.0, 99.0);
                assertThat(high).isGreaterThan(low).isLessThanOrEqualTo(100);
            } else {
                assertThat(List.of(low, high)).as(axis.toString()).containsExactly(0.0, 100.0);
            }
        });
    }

    private static void assertPrinted(Results results) throws IOException {
        open(results, PAPER_WIDTH);
        browser.colourScheme("dark");
        browser.print(true);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").intValue())
                .as("width on paper")
                .isLessThanOrEqualTo(PAPER_WIDTH);
        JsonNode charts = browser.evaluate(
                """
                [...document.querySelectorAll('.chart')].map(place => {
                  const svg = place.querySelector('svg');
                  const own = svg.getBoundingClientRect(), outer = place.parentElement.getBoundingClientRect();
                  return { box: svg.getAttribute('viewBox'),
                    inside: own.left >= outer.left && own.right <= outer.right && own.bottom <= outer.bottom };
                })""");
        assertThat(charts).isNotEmpty().allSatisfy(chart -> {
            assertThat(chart.get("box").asText()).matches("0 0 \\d+ \\d+");
            assertThat(chart.get("inside").booleanValue()).isTrue();
        });
        JsonNode missing = browser.evaluate(
                """
                (() => {
                  const cells = [...document.querySelectorAll('th')], text = cell => cell.textContent;
                  const fits = box => box.width > 0 && box.right <= %d;
                  const shown = cells.filter(cell => fits(cell.getBoundingClientRect())).map(text);
                  return cells.map(text).filter(title => !shown.includes(title));
                })()"""
                        .formatted(PAPER_WIDTH));
        assertThat(missing).as("columns missing on paper").isEmpty();
        browser.print(false);
        String pdf = new String(browser.pdf(), StandardCharsets.ISO_8859_1);
        assertThat(pdf).containsPattern("/MediaBox \\[0 0 59[45]\\S* 84[12]");
        browser.colourScheme("light");
    }

    @Test
    void manyMethodsWithLongNamesFit() throws IOException {
        assertShown(comparison(manyMethods(), plain, plain));
    }

    @Test
    void savedFiguresAreComplete() throws Exception {
        browser.colourScheme("dark");
        open(comparison(manyMethods(), plain, plain), 390);
        JsonNode links = browser.evaluate(
                """
                [...document.querySelectorAll('.save a:first-child')].map(link => {
                  link.addEventListener('click', event => event.preventDefault());
                  link.click();
                  return { title: link.closest('figure').querySelector('h3').textContent, href: link.href };
                })""");
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
            assertThat(text).contains("#ffffff").doesNotContain("#16181d", "#e8eaee", "…");
            if (List.of(
                            "Accuracy against computation",
                            "Accuracy over rounds",
                            "Where examples leave",
                            "Accuracy of clients")
                    .contains(link.get("title").textValue())) {
                String shown = svg.getTextContent().replaceAll("\\s", "");
                assertThat(manyMethods()).allSatisfy(name -> assertThat(shown).contains(name.replaceAll("\\s", "")));
            }
        }
        browser.colourScheme("light");
    }

    @Test
    void hiddenLegendEntriesStayHidden() throws IOException {
        open(comparison(List.of("one", "two"), run), 1440);
        String chart = "echarts.getInstanceByDom(document.querySelector('.chart'))";
        browser.evaluate(chart + ".dispatchAction({ type: 'legendToggleSelect', name: 'two' })");
        browser.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        browser.evaluate(
                "window.dispatchEvent(new Event('beforeprint')); window.dispatchEvent(new Event('afterprint'))");
        assertThat(browser.evaluate(chart + ".getOption().legend[0].selected.two")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void pageShowsARunWithoutAnyUpdate() throws IOException {
        RunArchive odd = archive(
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
        String page = HtmlReport.of(Results.of(odd));
        assertThat(page.substring(page.indexOf("id=\"data\">"), page.indexOf("</script>")))
                .contains("it dropped out")
                .doesNotContain("NaN");
    }

    @Test
    void pageShowsSixtyExits() throws IOException {
        String hidden = IntStream.range(0, 60).mapToObj(exit -> "4").collect(Collectors.joining(",", "[", "]"));
        assertShown(Results.of(archive("cafedistill", "name=deep", "network.hidden=" + hidden, "training.rounds=2")));
    }

    @Test
    void pageShowsARunWithoutExitPolicies() throws IOException {
        Summary with = run.summary();
        Summary without = new Summary(
                with.schemaVersion(),
                with.name(),
                with.hash(),
                with.setting(),
                with.network(),
                with.finalRound(),
                with.stop(),
                with.lastEvaluations(),
                with.bestOnTest(),
                List.of(),
                with.equalAccuracy(),
                List.of(),
                with.reliability(),
                with.newClients(),
                with.work(),
                with.warnings());
        assertShown(Results.of(
                new RunArchive(without, run.rounds(), run.evaluations(), run.finalEvaluation(), run.inputs())));
    }

    @Test
    void pageListsClientsByOwner() throws IOException {
        Path table = Path.of("..", "examples", "own-data", "trees.csv");
        assertShown(Results.of(archive(
                "fedavg",
                "dataset={\"type\": \"csv\", \"file\": \"%s\", \"label\": \"species\", \"owner\": \"garden\"}"
                        .formatted(table),
                "partition={\"type\": \"natural\", \"hold-out\": \"random\"}")));
        assertThat(browser.evaluate("document.body.innerText").textValue())
                .containsPattern("Clients by owner:\\s+client\\s+owner\\s")
                .containsPattern("\\n1\\s+north\\t");
        assertThat(browser.evaluate("[...document.querySelectorAll('.chart')].flatMap(place =>"
                                + " echarts.getInstanceByDom(place).getOption().xAxis?.[0].data ?? [])")
                        .toString())
                .as("labels of axes")
                .contains("\"north\"");
    }

    @Test
    void pageShowsNonFiniteFigures() throws IOException {
        Summary.Accuracy none = new Summary.Accuracy(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        Summary with = run.summary();
        Summary without = new Summary(
                with.schemaVersion(),
                with.name(),
                with.hash(),
                with.setting(),
                with.network(),
                new Summary.FinalRound(
                        6,
                        with.finalRound().tested(),
                        with.finalRound().exits().stream()
                                .map(exit -> new Summary.ExitFigures(exit.exit(), none, exit.loss()))
                                .toList(),
                        none,
                        none),
                with.stop(),
                with.lastEvaluations(),
                with.bestOnTest(),
                with.rules().stream()
                        .map(rule -> new Summary.Rule(
                                rule.policy(),
                                rule.label(),
                                Double.NaN,
                                Double.NaN,
                                rule.shares().stream().map(share -> Double.NaN).toList(),
                                Double.NaN,
                                Double.NaN))
                        .toList(),
                new Summary.EqualAccuracy(Double.NaN, null, 0),
                with.policies(),
                with.reliability(),
                with.newClients(),
                with.work(),
                with.warnings());
        List<RunArchive.EvaluationMeans> evaluations = run.evaluations().stream()
                .map(each -> new RunArchive.EvaluationMeans(
                        each.round(),
                        List.of(Double.NaN, Double.NaN, Double.NaN),
                        Double.NaN,
                        Optional.empty(),
                        List.of(),
                        each.reliability()))
                .toList();
        Results results =
                Results.of(new RunArchive(without, run.rounds(), evaluations, run.finalEvaluation(), run.inputs()));
        assertShown(results);
        assertThat(browser.evaluate(
                                """
                                [...document.querySelectorAll('.chart')].flatMap(place => {
                                  const chart = echarts.getInstanceByDom(place);
                                  return chart.getOption().series.flatMap((series, s) => series.data.map((value, d) => {
                                    chart.dispatchAction({ type: 'showTip', seriesIndex: s, dataIndex: d });
                                    return place.textContent;
                                  }));
                                }).join() + document.getElementById('main').innerText""")
                        .textValue())
                .doesNotContain("NaN", "Infinity", "null", "undefined");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void metricsOfStrategiesAreShown() throws IOException {
        List<RoundRecord> rounds = run.rounds().stream()
                .map(round -> {
                    double steps = round.round().number();
                    double mean = steps == 2 ? Double.NaN : 0.25;
                    return withMetrics(
                            round,
                            Map.of("steps", steps, "mean", mean, "huge", 1e300),
                            Map.of("mean", 0.5, "teacher-agreement-exit-1", 0.25));
                })
                .toList();
        RunArchive reporting =
                new RunArchive(run.summary(), rounds, run.evaluations(), run.finalEvaluation(), run.inputs());
        Results results = comparison(List.of("one", "two"), reporting, reporting);
        assertThat(ReportFiles.of(results).get("report.md"))
                .contains(
                        "| method | huge | mean | mean (clients) | steps |", "| `one` | 1.00e+300 | 0.25 | 0.5 | 6 |");
        assertShown(results);
        assertThat(browser.evaluate("[...document.querySelectorAll('h3')].map(title => title.textContent).join()")
                        .textValue())
                .contains("huge,mean,mean (clients),steps")
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
                trainingMetrics);
    }
}
