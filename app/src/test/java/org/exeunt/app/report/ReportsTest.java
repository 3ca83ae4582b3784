package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.codec.Csv;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of comparisons for given figures. */
class ReportsTest {
    /** Names that would be markup, a command, a formula or a line break in some format. */
    private static final List<String> HOSTILE = List.of(
            "\\input{/etc/passwd}",
            "100 % & $x$ # _ ^ ~ { }",
            "=HYPERLINK(\"http://a.b\")",
            "-x",
            "@a",
            "a|b",
            "a`b``c",
            "<script>alert(1)</script>",
            "[a](javascript:b) *c* __d__",
            "a\n# b\r| c |",
            "\u001b[2J\u202eb",
            "^^5cinput",
            "a,\"b\"");

    private static GivenRuns hostile() {
        GivenRuns given = new GivenRuns().named("n\n\\def").withCurve(10, 0.5, 15, 0.7);
        for (String setting : HOSTILE.subList(0, 2)) {
            HOSTILE.forEach(method -> given.add(setting, method, 0.5, 0.6));
        }
        return given;
    }

    private static List<String> lines(String report, String begin) {
        return report.lines().filter(line -> line.strip().startsWith(begin)).toList();
    }

    @Test
    void hostileNamesStayInTheirMarkdownCells() {
        String report = MarkdownReport.of(hostile().results());
        assertThat(report.codePoints().filter(c -> c != '\n').noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(report)
                .doesNotContain("\u202e", "<script")
                .doesNotContainPattern("(?<!\\\\)[\\[*_`]{2}[a-z]|(?<!\\\\)\\[");
        assertThat(lines(report, "#"))
                .containsExactly(
                        "# n\\\\u000a\\\\def",
                        "## \\\\input{/etc/passwd}",
                        "## 100 % &amp; \\$x\\$ \\# \\_ ^ \\~ { }",
                        "## Average ranks",
                        "## How figures are computed");
        // not escaped, so a border of a cell
        Pattern border = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\|");
        List<String> rows = lines(report, "|");
        assertThat(rows.stream()
                        .filter(row -> row.contains(" | 2 | "))
                        .map(row -> border.matcher(row).results().count()))
                // in the table of tests, all but the reference
                .hasSize(4 * HOSTILE.size() - 2)
                .containsOnly(12L, 8L);
    }

    @Test
    void hostileNamesAreTypesetByLatex() {
        String report = LatexReport.of(hostile().results());
        assertThat(report.codePoints().filter(c -> c != '\n').noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(report).doesNotContain("\u202e", "^");
        assertThat(commands(report))
                .containsOnly(
                        "usepackage",
                        "begin",
                        "centering",
                        "caption",
                        "footnotesize",
                        "setlength",
                        "tabcolsep",
                        "label",
                        "medskip",
                        "parbox",
                        "scriptsize",
                        "tiny",
                        "shortstack",
                        "textsuperscript",
                        "textdaggerdbl",
                        "resizebox",
                        "ifdim",
                        "width",
                        "linewidth",
                        "else",
                        "fi",
                        "toprule",
                        "midrule",
                        "bottomrule",
                        "end",
                        "pm",
                        "textbackslash",
                        "textasciitilde",
                        "textasciicircum",
                        "textless",
                        "textgreater",
                        "textbar",
                        "\\",
                        "{",
                        "}",
                        "$",
                        "&",
                        "#",
                        "_",
                        "%");
        for (String row :
                lines(report, "").stream().filter(line -> line.endsWith("\\\\")).toList()) {
            assertThat(Pattern.compile("(?<!\\\\)&").matcher(row).results().count())
                    .as(row)
                    .isEqualTo(3);
        }
    }

    private static List<String> commands(String report) {
        return Pattern.compile("\\\\([A-Za-z]+|.)")
                .matcher(report)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    @Test
    void hostileNamesAreNoFormulasInCsv() {
        String report = CsvReport.of(hostile().results());
        assertThat(report).contains(",\"'=HYPERLINK").doesNotContain(",=", "\n=", ",-", ",@", ",\"=");
        // a record per run, those with line breaks in quotes
        List<String> names = List.of("\"a\n# b\r| c |\"", "'-x", "'@a", "\"'=HYPERLINK(\"\"http://a.b\"\")\"");
        names.forEach(name -> assertThat(report).contains("," + name + ",1,run-0123456789ab,20,1403,0.5,"));
        String formula = lines(report, "\\").stream()
                .filter(line -> line.contains("HYPERLINK"))
                .findFirst()
                .orElseThrow();
        assertThat(Csv.values(formula)).contains("=HYPERLINK(\"http://a.b\")");
    }

    /** Every client of the runs without federation has the mean accuracy of its run. */
    @Test
    void csvComparesWithLocalOfTheSameSetting() {
        Results results = new GivenRuns()
                .add("easy", "cafe", 0.8)
                .add("easy", "local", 0.7)
                .add("hard", "cafe", 0.5)
                .add("hard", "local", 0.6)
                .results();
        List<String> lines = CsvReport.of(results).lines().toList();
        int above = List.of(lines.get(0).split(",")).indexOf("clients-above-local");
        assertThat(lines.stream()
                        .skip(1)
                        .map(line -> line.split(",", -1))
                        .map(line -> line[0] + " " + line[1] + " " + line[above]))
                .containsExactly("easy cafe 1.0", "easy local ", "hard cafe 0.0", "hard local ");
    }

    /** Also if another method without federation is named first, or is the only finished one. */
    @Test
    void clientsAreComparedWithTheMethodNamedLocal() {
        SortedMap<Long, RunArchive> longer = new GivenRuns()
                .add("default", "local", 0.8, 0.8)
                .results()
                .runs()
                .get("default")
                .get("local");
        GivenRuns runs = new GivenRuns().add("default", "local long", longer).add("default", "cafe", 0.95, 0.75);
        String other = "than the same client with local long. Gain";
        assertThat(MarkdownReport.of(runs.results())).contains(other, "more accurate with cafe than with local long, ");

        Results unfinished = runs.add("default", "local", new TreeMap<>()).results();
        assertThat(CsvReport.of(unfinished)).doesNotContain("clients-above-local");
        assertThat(MarkdownReport.of(unfinished)).doesNotContain("of the clients are more accurate");

        Results results = runs.add("default", "local", 0.6, 0.6).results();
        List<String[]> lines =
                CsvReport.of(results).lines().map(line -> line.split(",", -1)).toList();
        int gain = List.of(lines.get(0)).indexOf("gain-over-local-worst-tenth");
        assertThat(lines.stream().skip(1).map(line -> line[1] + " " + figure(line[gain])))
                .containsExactly("local long 20.0", "local long 20.0", "cafe 35.0", "cafe 15.0", "local –", "local –");
        assertThat(MarkdownReport.of(results))
                .contains("than the same client without federation. Gain")
                .contains("% of the clients are more accurate with cafe than without federation, ");
    }

    private static String figure(String fraction) {
        return fraction.isEmpty() ? "–" : Words.percent(Double.parseDouble(fraction));
    }

    @Test
    void csvContainsFractionsAndBytes() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5, 0.25)
                .add("default", "b", -0.0, 1.0 / 3)
                .results();
        assertThat(CsvReport.of(results).lines())
                .containsExactly(
                        "setting,method,seed,run,clients,test-examples,accuracy-exit-1,accuracy-exit-2,accuracy-mean,"
                                + "accuracy-worst-tenth,accuracy-voting,macs-saved,downlink-bytes,uplink-bytes,epochs,"
                                + "failure-prediction,calibration-error,overthinking,macs-saved-promised,macs-saved-kept,"
                                + "accuracy-drop-promised,accuracy-drop-kept",
                        "default,a,1,run-0123456789ab,20,1403,0.5,0.5,0.5,0.5,0.5,0.25,1500000,2500000,1,,,,,,,",
                        "default,a,2,run-0123456789ab,20,1403,0.25,0.25,0.25,0.25,0.25,,1500000,2500000,1,,,,,,,",
                        "default,b,1,run-0123456789ab,20,1403,-0.0,-0.0,-0.0,-0.0,-0.0,0.25,1500000,2500000,1,,,,,,,",
                        "default,b,2,run-0123456789ab,20,1403,0.3333333333333333,0.3333333333333333,"
                                + "0.3333333333333333,0.3333333333333333,0.3333333333333333,,1500000,2500000,1,,,,,,,");
    }

    /** The first column has the best policy of each run; methods may have other policies. */
    @Test
    void severalExitPoliciesHaveColumns() {
        Results results = new GivenRuns()
                .withCurve(75, 0.5)
                .add("default", "a", 0.5)
                .withSecondPolicy("confidence (2)", 0.375)
                .add("default", "b", 0.5)
                .results();
        List<String> lines = CsvReport.of(results).lines().toList();
        assertThat(lines.get(0)).contains(",macs-saved,macs-saved-confidence,macs-saved-confidence-2,downlink-bytes,");
        assertThat(lines.get(1)).contains(",0.25,0.25,,1500000,");
        assertThat(lines.get(2)).contains(",0.375,0.25,0.375,1500000,");
        assertThat(MarkdownReport.of(results)).contains("| MACs saved, confidence | MACs saved, confidence (2) |");
    }

    @Test
    void clientsAndExamplesOfFiguresAreShown() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5, 0.25)
                .add("default", "b", 0.25, 0.5)
                .results();
        String tested = "Each run's accuracies are of 20 clients with 1,403 test examples.";
        assertThat(MarkdownReport.of(results)).contains("|\n\n" + tested + "\n");
        String selected = "final exit, interpolated between settings of its best exit policy on the test examples";
        assertThat(MarkdownReport.of(results)).contains("run's own " + selected);
        assertThat(LatexReport.of(results)).contains(selected);
        assertThat(LatexReport.of(results)).contains("given: accuracy in \\%", tested.replace("'", "'{}"));
    }

    @Test
    void notesOfASingleRunExplainWhatItsPageShows() {
        RunArchive run = new GivenRuns()
                .withClients(MostFrequentClassTest.OWN)
                .withCurve(75, 0.5)
                .withVotingAndNewClients(0.5, 0.4)
                .add("default", "a", 0.5)
                .results()
                .runs()
                .get("default")
                .get("a")
                .get(1L);
        Results results = GivenRuns.alone(run, Optional.empty());
        assertThat(PageData.of(results).settings().get(0).notes())
                .contains("MACs saved: of the static network's, in %.")
                .noneMatch(note -> note.contains("own final exit") || note.startsWith("New clients"));
        assertThat(HtmlReport.of(results))
                .contains("interpolated between settings of its best exit policy")
                .contains("MACs saved, as accurate, interpolated");
    }

    @Test
    void aFigureMissingForSomeSeedsIsMarked() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5, 0.5, 0.5)
                .add("default", "b", 0.1, 0.1, 0.1)
                .results();
        assertThat(lines(MarkdownReport.of(results), "| `a`").get(0))
                .contains("| 25.0 ± 0.0 (2 of 3) |")
                .doesNotContain("**25.0");
    }

    @Test
    void nothingIsBoldIfSomeSeedsLackAFigure() {
        Results results = new GivenRuns()
                .add("default", "whole", 0.5, 0.5, 0.5)
                .add("default", "better", 0.9, Double.NaN, 0.9)
                .results();
        assertThat(lines(MarkdownReport.of(results), "| `better`").get(0)).contains("| 90.0 ± 0.0 (2 of 3) |");
        assertThat(MarkdownReport.of(results))
                .contains("nothing in its column is bold")
                .doesNotContain("**");
        assertThat(LatexReport.of(results))
                .contains("nothing in its column is bold")
                .doesNotContain("textbf");
        assertThat(HtmlReport.of(results)).doesNotContain("\"place\":1");
    }

    @Test
    void sizesOfSmallModelsAreDistinguished() {
        Results results = new GivenRuns().add("default", "a", 0.5, 0.5, 0.5).results();
        assertThat(MarkdownReport.of(results)).contains("| MB down | MB up | epochs |", "| 1.50 | 2.50 | 1 |");
        assertThat(HtmlReport.of(results)).contains("\"1.50\"", "\"2.50\"");
    }

    @Test
    void timesOfSmallNetworksAreDistinguished() {
        Results results = new GivenRuns()
                .withSimulatedSeconds(0.01481)
                .add("default", "a", 0.5)
                .withSimulatedSeconds(12_345.6)
                .add("default", "b", 0.5)
                .results();
        assertThat(MarkdownReport.of(results)).contains("| 1 | 0.0148 |\n", "| 1 | 12,346 |\n");
    }

    @Test
    void theWorstTenthOfFewClientsIsExplained() {
        String sentence = "Worst 10 %: of fewer than 20 clients, the least accurate one.";
        GivenRuns given = new GivenRuns().add("default", "a", 0.5);
        assertThat(MarkdownReport.of(given.results())).doesNotContain(sentence);
        given.withTestedClients(19).add("default", "b", 0.5);
        assertThat(MarkdownReport.of(given.results())).contains(sentence);
    }

    @Test
    void optionsWithoutEffectAreNoConditions() {
        String natural = "{ \"partition\": { \"type\": \"natural\", \"hold-out\": \"%s\", \"gap\": 1 } }";
        GivenRuns given = new GivenRuns().withConfiguration(natural.formatted("random"));
        assertThat(MarkdownReport.of(given.add("default", "a", 0.5).results()))
                .contains("natural partition (hold-out random)");
        given = new GivenRuns().withConfiguration(natural.formatted("time"));
        assertThat(MarkdownReport.of(given.add("default", "a", 0.5).results()))
                .contains("natural partition (hold-out time, gap 1)");
    }

    @Test
    void roundsAreAnUpperBoundIfAnySeedStopped() {
        SortedMap<Long, RunArchive> seeds = seeds(new GivenRuns());
        GivenRuns given = new GivenRuns().add("default", "a", seeds);
        assertThat(MarkdownReport.of(given.results())).contains(" · 1 round").doesNotContain("up to");
        seeds.put(
                2L,
                seeds(new GivenRuns().withStop(new Summary.Stop(1, Summary.StopReason.TARGET_REACHED, 0.9, 1, 0.9)))
                        .get(2L));
        given.add("default", "b", 0.5, 0.5);
        assertThat(MarkdownReport.of(given.results()))
                .contains(" · up to 1 round")
                .doesNotContain("round or");
    }

    private static SortedMap<Long, RunArchive> seeds(GivenRuns given) {
        return new TreeMap<>(given.add("default", "a", 0.5, 0.5)
                .results()
                .runs()
                .get("default")
                .get("a"));
    }

    @Test
    void valuesNotDistinctFromTheHighestAreBold() {
        Results results = new GivenRuns()
                .add("default", "highest", 0.60, 0.62, 0.61, 0.63, 0.64)
                .add("default", "close", 0.62, 0.59, 0.62, 0.60, 0.61)
                .add("default", "low", 0.30, 0.31, 0.33, 0.32, 0.31)
                .results();
        SettingTable table = results.tables().get(0);
        assertThat(table.rows()).extracting(row -> table.isBest(0, row)).containsExactly(true, true, false);
        assertThat(MarkdownReport.of(results)).contains("**62.0 ± 1.6**", "**60.8 ± 1.3**", "| 31.4 ± 1.1 |");
        assertThat(LatexReport.of(results))
                .contains("\\textbf{62.0}{\\tiny$\\pm$1.6}", "\\textbf{60.8}{\\tiny$\\pm$1.3}")
                // the reference is the first
                .contains("& 31.4\\textsuperscript{\\textdagger}{\\tiny$\\pm$1.1}", "& 31.4{\\tiny$\\pm$1.1}")
                .contains("Bold, by the same rule in every column", "differs significantly from that of highest")
                .doesNotContain("*", "underline");
    }

    @Test
    void fewSeedsMarkTheHighestMeanAlone() {
        Results results = new GivenRuns()
                .add("default", "highest", 0.60, 0.62, 0.61, 0.63)
                .add("default", "close", 0.62, 0.59, 0.62, 0.60)
                .add("default", "low", 0.30, 0.31, 0.33, 0.32)
                .results();
        SettingTable table = results.tables().get(0);
        assertThat(table.rows()).extracting(row -> table.isBest(0, row)).containsExactly(true, false, false);
        assertThat(MarkdownReport.of(results))
                .contains("the highest mean alone; with fewer than five seeds bold marks no difference as significant");
    }

    @Test
    void nothingIsBestIfAllAreEqual() {
        Results results = new GivenRuns()
                .add("default", "a", 0.9, 0.8)
                .add("default", "b", 0.9, 0.8)
                .results();
        assertThat(MarkdownReport.of(results)).doesNotContain("**");
        Results rounded = new GivenRuns()
                .add("default", "a", 0.79999999999999993)
                .add("default", "b", 0.80000000000000016)
                .results();
        assertThat(MarkdownReport.of(rounded)).doesNotContain("**");
    }

    @Test
    void oneSeedHasNoDeviation() {
        Results results = new GivenRuns()
                .add("default", "a", 0.9)
                .add("default", "b", 0.1)
                .results();
        assertThat(MarkdownReport.of(results))
                .contains("One seed: nothing can be said about chance.", "**90.0**")
                .doesNotContain("±", "**10.0**");
        assertThat(LatexReport.of(results)).contains("one seed", "textbf{90.0}").doesNotContain("pm");
    }

    @Test
    void labelsDoNotDependOnWhatIsFinished() {
        Results results =
                new GivenRuns().add("one", "a", Double.NaN).add("two", "a", 0.9).results();
        assertThat(LatexReport.of(results)).contains("\\label{tab:given-2-two}");
    }

    @Test
    void chartOfExitsNamesTheRules() {
        GivenRuns given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "a", 0.7)
                .add("default", "b", 0.7);
        assertThat(HtmlReport.of(given.results())).contains("\"exitRule\":\"confidence 1\"", "\"row\":\"a\"");
        given.withCurve(10, 0.5).add("default", "c", 0.7);
        assertThat(HtmlReport.of(given.results())).contains("\"exitRule\":\"\"", "\"row\":\"c, confidence 0\"");
    }

    @Test
    void finishedSeedsAreCounted() {
        GivenRuns given = new GivenRuns()
                .add("one", "a", 0.9, Double.NaN, Double.NaN)
                .add("planned", "a", Double.NaN, Double.NaN, Double.NaN)
                .withPlannedSeeds(1L, 2L, 3L);
        assertThat(Words.legend(given.results())).contains("One seed: nothing can be said about chance.");
        given.add("two", "a", 0.9, 0.8, Double.NaN);
        assertThat(Words.legend(given.results()).get(1))
                .startsWith("Mean and standard deviation over 1 to 2 seeds. Equal seeds share");
    }

    @Test
    void aTestThatCannotBeSignificantIsOmitted() {
        GivenRuns few =
                new GivenRuns().add("default", "reference", 0.50, 0.51, 0.53).add("default", "a", 0.41, 0.40, 0.42);
        assertThat(MarkdownReport.of(few.results()))
                .contains("n too small (smallest possible p, corrected: 0.250)", "so it is not made");
        // of six pairs 2 / 64 is possible, but not twice that
        double[] six = {0.50, 0.51, 0.53, 0.52, 0.54, 0.55};
        double[] other = {0.41, 0.40, 0.42, 0.39, 0.38, 0.37};
        GivenRuns one = new GivenRuns().add("default", "reference", six).add("default", "a", other);
        assertThat(one.results().tables().get(0).tests().get("a").signedRankP()).hasValue(2 / 64.0);
        assertThat(one.results().tables().get(0).caution()).isEmpty();
        one.add("default", "b", 0.31, 0.30, 0.32, 0.29, 0.28, 0.27);
        assertThat(MarkdownReport.of(one.results())).contains("n too small (smallest possible p, corrected: 0.063)");
    }

    @Test
    void holmCountsPerformedSignedRankTestsOnly() {
        double[] reference = {0.50, 0.51, 0.53, 0.52, 0.54, 0.55};
        Results results = new GivenRuns()
                .add("default", "reference", reference)
                .add("default", "whole", 0.41, 0.40, 0.42, 0.39, 0.38, 0.37)
                .add("default", "partly", 0.41, 0.40, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
                .results();
        SettingTable table = results.tables().get(0);
        assertThat(table.tests().get("whole").signedRankP()).hasValue(2 / 64.0);
        assertThat(table.tests().get("partly").signedRankP()).isEmpty();
        assertThat(MarkdownReport.of(results)).contains("| `whole` | 6 | -", "| `partly` | 2 | -");
        assertThat(table.caution()).isPresent();
    }

    @Test
    void constantDifferencesHaveNoTest() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5, 0.6)
                .add("default", "b", 0.4, 0.5)
                .results();
        assertThat(lines(MarkdownReport.of(results), "| `b`").get(1))
                .isEqualTo("| `b` | 2 | -10.0 | -10.0 to -10.0 | – | differences do not vary "
                        + "| n too small (smallest possible p, corrected: 0.500) |");
    }

    @Test
    void ranksAreOverSettingsAndNotSeeds() {
        GivenRuns given = new GivenRuns();
        // a is ahead by the mean of each setting, b with two seeds of three
        for (int setting = 1; setting <= 2; setting++) {
            given.add("s" + setting, "a", 0.9, 0.5, 0.5).add("s" + setting, "b", 0.1, 0.6, 0.6);
        }
        Ranking ranking = Ranking.of(given.results()).orElseThrow();
        assertThat(ranking.friedman().blocks()).isEqualTo(2);
        assertThat(ranking.friedman().averageRanks()).containsExactly(1, 2);
        // 1.96 * sqrt(2 * 3 / (6 * 2))
        assertThat(ranking.criticalDifference().orElseThrow()).isCloseTo(1.3859, within(1e-4));
        assertThat(ranking.groups()).containsExactly(new Ranking.Group(1, 2));
        assertThat(MarkdownReport.of(given.results()))
                .contains("Over 2 settings", "1.39 apart", "needs more than 10 settings and is left out")
                .doesNotContain("χ²");
        for (int setting = 3; setting <= 11; setting++) {
            given.add("s" + setting, "a", 0.9, 0.5, 0.5).add("s" + setting, "b", 0.1, 0.6, 0.6);
        }
        assertThat(Ranking.of(given.results()).orElseThrow().groups()).isEmpty();
        assertThat(MarkdownReport.of(given.results()))
                .contains("Over 11 settings", "χ² = 11.00", "differ significantly");
    }

    @Test
    void oneSettingHasNoAverageRanks() {
        GivenRuns given = new GivenRuns().add("default", "a", 0.5, 0.6, 0.7).add("default", "b", 0.4, 0.5, 0.5);
        assertThat(Ranking.of(given.results())).isEmpty();
        // a setting counts once all methods have a seed in common
        given.add("other", "a", 0.5, Double.NaN).add("other", "b", Double.NaN, 0.5);
        assertThat(Ranking.of(given.results())).isEmpty();
    }

    @Test
    void methodsMayHaveDifferentNumbersOfExits() {
        Results results = new GivenRuns()
                .add("default", "two", 0.5, 0.6)
                .withExits(3)
                .add("default", "three", 0.4, 0.5)
                .results();
        assertThat(lines(MarkdownReport.of(results), "| `two`").get(0)).contains("± 7.1** | – | **55.0");
    }

    @Test
    void smallTablesHaveTheDeepestExitOfTheirSetting() {
        Results results = new GivenRuns()
                .add("two", "a", 0.5, 0.6)
                .withExits(3)
                .add("three", "a", 0.5, 0.6)
                .results();
        assertThat(lines(LatexReport.small(results), "method &"))
                .satisfiesExactly(
                        two -> assertThat(two).contains("exit 2").doesNotContain("exit 1"),
                        three -> assertThat(three).contains("exit 3").doesNotContain("exit 2"));
    }

    @Test
    void numbersHaveSeparatorsAndNoNegativeZero() {
        assertThat(Figures.number(-0.04, 1)).isEqualTo("0.0");
        assertThat(Figures.number(-0.0, 0)).isEqualTo("0");
        assertThat(Words.percent(-0.0001)).isEqualTo("0.0");
        assertThat(Figures.number(-0.06, 1)).isEqualTo("-0.1");
        assertThat(Figures.number(Double.NEGATIVE_INFINITY, 1)).isEqualTo("–");
        assertThat(Figures.number(12345.678, 2)).isEqualTo("12,345.68");
        assertThat(Figures.count(1, "round")).isEqualTo("1 round");
        assertThat(Figures.count(0, "round")).isEqualTo("0 rounds");
        assertThat(Figures.count(1403, "test example")).isEqualTo("1,403 test examples");
    }

    @Test
    void everyPartOfATableFitsTheLine() {
        for (int exits : List.of(1, 3, 4, 12)) {
            Results results = new GivenRuns()
                    .withExits(exits)
                    .add("default", "a method with a long name", 0.5, 0.25)
                    .add("default", "b", 0.1, 0.2)
                    .results();
            List<String> lines = LatexReport.of(results).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                Matcher columns =
                        Pattern.compile(" *\\\\begin\\{tabular}\\{l(r+)}").matcher(lines.get(i));
                if (columns.matches()) {
                    assertThat(columns.group(1)).hasSizeBetween(2, 5);
                    assertThat(lines.get(i - 1).strip())
                            .isEqualTo("\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%");
                }
            }
            assertThat(lines.stream().filter(line -> line.contains("begin{tabular}")))
                    .hasSize((exits + 4 + 4) / 5);
        }
    }

    @Test
    void latexCompilesTheTables(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "pdflatex"))),
                "no pdflatex on the PATH");
        GivenRuns wide = new GivenRuns().withExits(12);
        for (String method : List.of("cafedistill lambda=0.2", "a method of a rather long name, tuned", "größe")) {
            wide.add("wide", method, 0.51, 0.54, 0.62);
        }
        Files.writeString(
                folder.resolve("hostile.tex"), LatexReport.of(hostile().results()));
        Files.writeString(folder.resolve("wide.tex"), LatexReport.of(wide.results()));
        Files.writeString(folder.resolve("small.tex"), LatexReport.small(wide.results()));
        Files.writeString(
                folder.resolve("tables.tex"),
                """
                \\documentclass[twocolumn]{article}
                \\usepackage{booktabs,graphicx}
                \\begin{document}
                \\input{hostile}
                \\input{wide}
                \\input{small}
                \\end{document}
                """);
        Process process = new ProcessBuilder("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "tables.tex")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String log = Files.readString(folder.resolve("tables.log"), StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(log).isZero();
        assertThat(log).doesNotContain("Overfull", "passwd)");
    }
}
