package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.Results;
import org.exeunt.app.table.CsvTable;
import org.exeunt.app.table.Table;
import org.exeunt.runtime.archive.RunRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of comparisons for given figures. */
class ReportFilesTest {
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
        String report = ReportFiles.markdown(hostile().results());
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
                        "## Average ranks");
        // not escaped, so a border of a cell
        Pattern border = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\|");
        assertThat(lines(report, "|").stream()
                        .filter(row -> row.contains(" | 2 | "))
                        .map(row -> border.matcher(row).results().count()))
                // in the table of tests, all but the reference
                .hasSize(4 * HOSTILE.size() - 2)
                .containsOnly(12L, 7L);
    }

    @Test
    void hostileNamesAreTypesetByLatex() {
        String report = ReportFiles.latex(hostile().results());
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
        Pattern separator = Pattern.compile("(?<!\\\\)&");
        assertThat(lines(report, "").stream().filter(line -> line.endsWith("\\\\")))
                .allSatisfy(row -> assertThat(separator.matcher(row).results()).hasSize(3));
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
        String report = CsvTable.of(DataTables.results(hostile().results()));
        assertThat(report).contains(",\"'=HYPERLINK").doesNotContain(",=", "\n=", ",-", ",@", ",\"=");
        // a record per run, those with line breaks in quotes
        List<String> names = List.of("\"a\n# b\r| c |\"", "'-x", "'@a", "\"'=HYPERLINK(\"\"http://a.b\"\")\"");
        names.forEach(name -> assertThat(report).contains("," + name + ",1,run-0123456789ab,20,1403,0.5,"));
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
        List<String> lines = CsvTable.of(DataTables.results(results)).lines().toList();
        int above = List.of(lines.get(0).split(",")).indexOf("clients-above-local");
        assertThat(lines.stream()
                        .skip(1)
                        .map(line -> line.split(",", -1))
                        .map(line -> line[0] + " " + line[1] + " " + line[above]))
                .containsExactly("easy cafe 1.0", "easy local ", "hard cafe 0.0", "hard local ");
    }

    @Test
    void csvContainsFractionsAndBytes() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5, 0.25)
                .add("default", "b", -0.0, 1.0 / 3)
                .results();
        assertThat(CsvTable.of(DataTables.results(results)).lines())
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

    @Test
    void labelsDoNotDependOnWhatIsFinished() {
        GivenRuns given = new GivenRuns().add("one", "a", Double.NaN).add("two", "a", 0.9);
        assertThat(ReportFiles.latex(given.results())).contains("\\label{tab:given-2}");
    }

    @Test
    void everyPartOfATableFitsTheLine() {
        for (int exits : List.of(1, 3, 4, 12)) {
            Results results = new GivenRuns()
                    .withExits(exits)
                    .add("default", "a method with a long name", 0.5, 0.25)
                    .add("default", "b", 0.1, 0.2)
                    .results();
            List<String> lines = ReportFiles.latex(results).lines().toList();
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
                folder.resolve("hostile.tex"), ReportFiles.latex(hostile().results()));
        Files.writeString(folder.resolve("wide.tex"), ReportFiles.latex(wide.results()));
        Files.writeString(
                folder.resolve("tables.tex"),
                """
                \\documentclass[twocolumn]{article}
                \\usepackage{booktabs,graphicx}
                \\begin{document}
                \\input{hostile}
                \\input{wide}
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

    /** A single run has no main table of methods, and its page has the sentences of the console. */
    @Test
    void pageOfASingleRunHasItsTables() {
        RunRecords run = new GivenRuns()
                .withCurve(75, 0.5)
                .withVotingAndNewClients(0.5, 0.4)
                .add("default", "a", 0.5)
                .results()
                .runs()
                .get("default")
                .get("a")
                .get(1L);
        List<Table> tables = Tables.main(Results.of(run).settings().get(0));
        assertThat(tables)
                .extracting(Table::title)
                .containsExactly(
                        "Accuracy after round 1 in % (20 clients with 1,403 test examples):",
                        "3 new clients, which never trained, in % (20 clients with 1,403 test examples):",
                        "Leaving early, in %; MACs saved of the static network's 100:");
        assertThat(tables.get(2).notes())
                .contains("confidence, to compare methods: 25.0 % of MACs saved at the accuracy of the final exit,"
                        + " interpolated between settings on the test examples (optimistic)");
    }

    @Test
    void tuningAndSeedsAreStated() {
        GivenRuns given = new GivenRuns()
                .add("one", "a", 0.9, Double.NaN, Double.NaN)
                .add("planned", "a", Double.NaN, Double.NaN, Double.NaN)
                .withPlannedSeeds(1L, 2L, 3L);
        assertThat(ReportFiles.legend(given.results())).containsExactly("One seed: nothing can be said about chance.");
        given.add("two", "a", 0.9, 0.8, Double.NaN);
        assertThat(ReportFiles.legend(given.results()).get(0))
                .startsWith("Mean ± standard deviation over 1 to 2 seeds. Equal seeds share");
    }
}
