package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.app.console.VisibleText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in the formats of reports. */
class EncodersTest {
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
        assertThat(LatexText.of("\\input{/etc/passwd}")).isEqualTo("\\textbackslash{}input\\{/etc/passwd\\}");
        assertThat(LatexText.of("a & b % c $ d # e _ f ~ g ^^5c"))
                .isEqualTo("a \\& b \\% c \\$ d \\# e \\_ f \\textasciitilde{} g \\textasciicircum{}"
                        + "\\textasciicircum{}5c");
        assertThat(LatexText.of("a\n\nb\u001b"))
                .isEqualTo("a\\textbackslash{}u000a\\textbackslash{}u000ab" + "\\textbackslash{}u001b");
        assertThat(LatexText.of("<a|b> -- ?`")).isEqualTo("\\textless{}a\\textbar{}b\\textgreater{} -{}-{} ?`{}");
        assertThat(LatexText.of("[1ex] *")).isEqualTo("{[}1ex{]} {*}");
        assertThat(LatexText.of("Größe 大")).isEqualTo("Größe 大");
    }

    @Test
    void numbersThatAreNotFiniteAreNullInPages() {
        assertThat(PageJson.of(List.of(
                        0.1f, Float.NaN, new float[] {0.5f, Float.POSITIVE_INFINITY}, 1e-5, new double[] {Double.NaN})))
                .isEqualTo("[0.1,null,[0.5,null],1.0E-5,[null]]");
    }

    @Test
    void plainNamesAreCodeInMarkdown() {
        assertThat(MarkdownText.name("cafedistill lambda=0.2")).isEqualTo("`cafedistill lambda=0.2`");
        assertThat(MarkdownText.name("fed_avg")).isEqualTo("`fed_avg`");
        assertThat(MarkdownText.name("größe, 大")).isEqualTo("`größe, 大`");
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
        assertThat(MarkdownText.name(name)).isEqualTo(written);
    }

    @Test
    void aMarkdownTextStaysWithinItsLine() {
        assertThat(MarkdownText.name("a\n# b\r| c |")).isEqualTo("a\\\\u000a\\# b\\\\u000d\\| c \\|");
        assertThat(MarkdownText.of("- a")).isEqualTo("\\- a");
        assertThat(MarkdownText.of("12) a")).isEqualTo("12\\) a");
        assertThat(MarkdownText.name(" a")).isEqualTo(" a");
    }
}
