package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.Page;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.RunOutline;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names with scripts, markup and control characters everywhere in a page: no script runs, also under the mouse. */
class HostilePageTest {
    private static final List<String> HOSTILE = List.of(
            "<img src=x onerror=\"window.ran = 'name'\">",
            "</script><script>window.ran = 'script'</script>",
            "\"' onmouseover=\"window.ran='quote'\" x='",
            "&lt;img src=x onerror=window.ran=1&gt; &amp; {b} {a|b} ${window.ran = 1}",
            "</noscript></title></style><svg onload=\"window.ran = 'svg'\">",
            "a\u0000\u0007\u001b[31m\u0085\u202egnp.exe\u2066\u200b\ufeff\uffff",
            "<iframe srcdoc=\"<script>parent.ran = 1</script>\">");

    @TempDir
    static Path folder;

    private static RunRecords run;

    @BeforeAll
    static void finishARun() {
        run = FinishedRun.open(ToyRun.onDisk(
                                Path.of(folder.toString(), "runs"),
                                "cafedistill",
                                "evaluation.gradient-conflict-examples=8")
                        .directory()
                        .orElseThrow())
                .records();
    }

    private static String hostile(String name, int which) {
        return HOSTILE.get(which % HOSTILE.size()) + " " + name;
    }

    /** Returns the run with hostile text wherever a file, a plugin or a user can define text. */
    private static RunRecords hostile(RunRecords run, int which) {
        RunSummary summary = run.summary();
        int[] rule = {which};
        return new RunRecords(
                new RunSummary(
                        summary.schemaVersion(),
                        hostile(summary.name(), which),
                        summary.hash(),
                        new RunOutline.Setting(
                                summary.setting().seed(),
                                hostile(summary.setting().dataset(), which),
                                summary.setting().input(),
                                hostile(summary.setting().strategy(), which),
                                hostile(summary.setting().coordination(), which),
                                hostile(summary.setting().engine(), which),
                                summary.setting().clients(),
                                summary.setting().newClients(),
                                summary.setting().rounds()),
                        summary.network(),
                        summary.finalRound(),
                        summary.stop(),
                        summary.lastEvaluations(),
                        summary.bestOnTest(),
                        summary.rules().stream()
                                .map(each -> new RunSummary.Rule(
                                        each.policy(),
                                        hostile(each.label(), rule[0]++),
                                        each.accuracy(),
                                        each.accuracyDrop(),
                                        each.shares(),
                                        each.expectedMacs(),
                                        each.macsSaved()))
                                .toList(),
                        summary.equalAccuracy(),
                        summary.policies(),
                        summary.reliability(),
                        summary.newClients(),
                        summary.work(),
                        HOSTILE),
                run.rounds().stream().map(round -> hostile(round, which)).toList(),
                run.evaluations(),
                run.finalEvaluation(),
                new RunInputs(
                        hostile(run.inputs().configuration(), which),
                        hostile(run.inputs().provenance(), which),
                        hostile(run.inputs().classes())));
    }

    private static Provenance hostile(Provenance own, int which) {
        return new Provenance(
                own.schemaVersion(),
                own.seed(),
                own.code(),
                hostile(own.dataset(), which),
                own.data(),
                own.optionFiles(),
                own.machine());
    }

    private static ClassDistribution hostile(ClassDistribution classes) {
        int[] which = {0};
        return new ClassDistribution(
                classes.classes().stream()
                        .map(name -> hostile(name, which[0]++))
                        .toList(),
                classes.clients());
    }

    private static RoundRecord hostile(RoundRecord round, int which) {
        Map<String, ClientMatrix> matrices = new TreeMap<>();
        round.relations().forEach((name, matrix) -> matrices.put(hostile(name, which), matrix));
        Map<String, Double> metrics = new TreeMap<>();
        HOSTILE.forEach(name -> metrics.put(name, (double) round.round().number()));
        return new RoundRecord(
                round.round(),
                round.exits(),
                round.downlink(),
                round.uplink(),
                round.epochs(),
                round.headEpochs(),
                round.loss(),
                round.time(),
                HOSTILE.stream()
                        .map(cause -> new RoundRecord.ClientFailure(new ClientId(0), cause))
                        .toList(),
                metrics,
                matrices,
                round.trainingMetrics(),
                round.reports());
    }

    /** Returns a comparison of two settings, a method for each hostile text, and two seeds. */
    private static Results comparison() {
        List<String> settings = List.of(hostile("setting", 0), hostile("setting", 5));
        List<String> methods = Stream.iterate(0, i -> i < HOSTILE.size(), i -> i + 1)
                .map(which -> hostile("method " + which, which))
                .toList();
        Map<String, Map<String, SortedMap<Long, RunRecords>>> runs = new LinkedHashMap<>();
        for (String setting : settings) {
            Map<String, SortedMap<Long, RunRecords>> row = new LinkedHashMap<>();
            for (int m = 0; m < methods.size(); m++) {
                row.put(methods.get(m), new TreeMap<>(Map.of(1L, hostile(run, m), 2L, hostile(run, m + 1))));
            }
            runs.put(setting, row);
        }
        return new Results(
                Comparison.withoutFile(String.join("", HOSTILE), settings, methods, List.of(1L, 2L)),
                runs,
                List.of(),
                0,
                List.of());
    }

    @Test
    void reportRunsNoScriptFromNames() throws IOException, InterruptedException {
        try (Browser browser = Browser.open(folder.resolve("profile"))) {
            for (Results results : List.of(comparison(), Results.of(hostile(run, 0)))) {
                Path page = Files.writeString(
                        folder.resolve("report.html"), HtmlReport.of(results, LocalDate.EPOCH, List.of(), List.of()));
                browser.openReport(page.toUri().toString());
                assertHarmless(browser);
            }
        }
    }

    @Test
    void titlesAndTextAreEncoded() {
        for (String name : HOSTILE) {
            String page =
                    HtmlReport.of(new Page(name, "", List.of(), List.of(), "", List.of(), 0, List.of(), List.of()));
            assertThat(page.substring(0, page.indexOf("<style>")))
                    .as(name)
                    .doesNotContain(
                            "<img", "<script>", "<svg", "<iframe", "x='", "\u202e", "\u0007", "&lt;img src=x&gt;");
        }
    }

    private static void assertHarmless(Browser browser) {
        assertThat(browser.evaluate("document.querySelectorAll('svg title').length")
                        .intValue())
                .as("hints of charts")
                .isGreaterThan(100);
        assertThat(browser.evaluate("String(window.ran)").textValue()).isEqualTo("undefined");
        assertThat(browser.evaluate(
                                "document.querySelectorAll('img, iframe, [onload], [onerror], [onmouseover]').length")
                        .intValue())
                .as("elements created from names")
                .isZero();
        assertThat(browser.evaluate(
                                "document.body.innerText + document.title + document.getElementById('main').textContent")
                        .textValue())
                .as("control and direction characters")
                .doesNotContainPattern(
                        "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u200b\\u202a-\\u202e\\u2066-\\u2069]");
        assertThat(browser.console()).isEmpty();
        assertPolicyHolds(browser);
        browser.clearConsole();
    }

    /** The content security policy prevents scripts in inserted markup. */
    private static void assertPolicyHolds(Browser browser) {
        browser.evaluate(
                """
                new Promise(done => {
                  const script = document.createElement('script');
                  script.textContent = "window.ran = 'inserted'";
                  document.body.append(script);
                  document.addEventListener('securitypolicyviolation', event => {
                    if (event.violatedDirective.startsWith('script-src-attr')) done();
                  });
                  document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran = 1">');
                })""");
        assertThat(browser.evaluate("String(window.ran)").textValue()).isEqualTo("undefined");
    }
}
