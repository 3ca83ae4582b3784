package org.exeunt.app.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.exeunt.app.console.VisibleText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table in every format, and names that would be markup. */
class TableFormatsTest {
    private static Table table() {
        Table table = new Table(
                "What *a* costs:",
                List.of(
                        new Table.Column("method", Table.Format.NAME),
                        new Table.Column("accuracy-mean", "mean of exits", Table.Format.DECIMAL, ""),
                        new Table.Column("uplink-bytes", "MB up", Table.Format.THREE_DIGITS, "costs"),
                        new Table.Column("epochs", Table.Format.COUNT),
                        new Table.Column("note", Table.Format.TEXT)));
        table.row(List.of(
                "fed_avg",
                new Table.Cell(62.25, 1.5, 3, 3, true, true),
                new Table.Cell(0.01234, 0.1, 3, 3, false, false),
                1200L,
                "a|b & 50 %"));
        table.row(Arrays.asList("=x", new Table.Cell(-0.5, 0.25, 2, 3, false, false), null, 3, ""));
        table.notes().add("All_figures.");
        return table;
    }

    private static void assertGolden(String file, String text) throws IOException {
        try (InputStream golden = TableFormatsTest.class.getResourceAsStream(file)) {
            assertThat(text).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void everyFormatIsThatOfItsGoldenFile() throws IOException {
        assertGolden("table.txt", String.join("\n", ConsoleTable.lines(table())) + "\n");
        assertGolden("table.md", String.join("\n", Markdown.lines(table())) + "\n");
        assertGolden("table.tex", String.join("\n", Latex.lines(table(), "50 %", "tab:x", "a_b")) + "\n");
        assertGolden("table.csv", CsvTable.of(table()));
        assertGolden("table.json", Json.of(table()) + "\n");
    }

    @Test
    void aCellOfTheConsoleIsOneLine() {
        assertThat(ConsoleTable.lines(
                        Table.texts(1, "", "").row(List.of("a\nb", "1")).row(List.of("c", "22"))))
                .containsExactly("a\\u000ab   1", "c         22");
    }

    @Test
    void hiddenCharactersAreEscaped() {
        String hidden =
                "\u0000\t\n\r\u001b\u007f\u0085\u009f\u00ad\u061c\u200e\u202e\u2028\u2069\ufeff\ud83d\udb40\udc01";
        assertThat(VisibleText.line(hidden))
                .isEqualTo("\\u0000\\u0009\\u000a\\u000d\\u001b\\u007f\\u0085\\u009f\\u00ad\\u061c\\u200e\\u202e\\u2028"
                        + "\\u2069\\ufeff\\ud83d\\udb40\\udc01");
        assertThat(VisibleText.line("Größe 大 😀 \\u")).isEqualTo("Größe 大 😀 \\u");
        assertThat(VisibleText.lines("a\n\tb" + System.lineSeparator() + "c\rd"))
                .isEqualTo("a\n\tb" + System.lineSeparator() + "c\\u000dd");
    }

    @Test
    void latexHasNoSpecialCharacterLeft() {
        assertThat(Latex.text("\\input{/etc/passwd}")).isEqualTo("\\textbackslash{}input\\{/etc/passwd\\}");
        assertThat(Latex.text("a & b % c $ d # e _ f ~ g ^^5c"))
                .isEqualTo("a \\& b \\% c \\$ d \\# e \\_ f \\textasciitilde{} g \\textasciicircum{}"
                        + "\\textasciicircum{}5c");
        assertThat(Latex.text("a\n\nb\u001b"))
                .isEqualTo("a\\textbackslash{}u000a\\textbackslash{}u000ab" + "\\textbackslash{}u001b");
        assertThat(Latex.text("<a|b> -- ?`")).isEqualTo("\\textless{}a\\textbar{}b\\textgreater{} -{}-{} ?`{}");
        assertThat(Latex.text("[1ex] *")).isEqualTo("{[}1ex{]} {*}");
        assertThat(Latex.text("Größe 大")).isEqualTo("Größe 大");
    }

    @Test
    void numbersThatAreNotFiniteAreTextsInPages() {
        assertThat(Json.of(List.of(
                        0.1f, Float.NaN, new float[] {0.5f, Float.POSITIVE_INFINITY}, 1e-5, new double[] {Double.NaN})))
                .isEqualTo("[0.1,\"NaN\",[0.5,\"Infinity\"],1.0E-5,[\"NaN\"]]");
    }

    @Test
    void plainNamesAreCodeInMarkdown() {
        assertThat(Markdown.name("cafedistill lambda=0.2")).isEqualTo("`cafedistill lambda=0.2`");
        assertThat(Markdown.name("fed_avg")).isEqualTo("`fed_avg`");
        assertThat(Markdown.name("größe, 大")).isEqualTo("`größe, 大`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '\0',
            value = {
                "a|b -> a\\|b",
                "a`b -> a\\`b",
                "<img src=x> -> &lt;img src=x&gt;",
                "[a](b) -> \\[a\\](b)",
                "*a* _b_ ~~c~~ -> \\*a\\* \\_b\\_ \\~\\~c\\~\\~",
                "a\\|b -> a\\\\\\|b",
                "&amp; -> &amp;amp;",
                "# a # -> \\# a \\#",
                "$a$ ! -> \\$a\\$ !",
                "<https://a.b www.c.d -> &lt;https:\\//a.b www\\.c.d"
            })
    void everythingElseIsEscaped(String name, String written) {
        assertThat(Markdown.name(name)).isEqualTo(written);
    }

    @Test
    void aMarkdownTextStaysWithinItsLine() {
        assertThat(Markdown.name("a\n# b\r| c |")).isEqualTo("a\\\\u000a\\# b\\\\u000d\\| c \\|");
        assertThat(Markdown.text("- a")).isEqualTo("\\- a");
        assertThat(Markdown.text("12) a")).isEqualTo("12\\) a");
        assertThat(Markdown.name(" a")).isEqualTo(" a");
    }
}
