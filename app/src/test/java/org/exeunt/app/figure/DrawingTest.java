package org.exeunt.app.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.exeunt.app.figure.Drawing.Anchor;
import org.exeunt.app.figure.Drawing.Text;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Vector graphics, read by the XML parser of Java and by the rules of ISO 32000-1. */
class DrawingTest {
    private static final String HOSTILE = "</text><script>alert(1)</script> (a) \\ %PDF é 大";

    private static Drawing curves(String name, double width) {
        Axis rounds = Axis.of("round", DoubleStream.of(0, 40));
        Axis accuracy = Axis.percent("accuracy, %", DoubleStream.of(12, 87.5));
        Plot plot = new Plot("Curves", width, rounds, accuracy);
        Map<String, SeriesStyle> legend = new LinkedHashMap<>();
        for (int i = 0; i < 16; i++) {
            plot.band(SeriesStyle.of(i), List.of(new double[] {0, 10, 20}, new double[] {40, 60, 80}));
            plot.line(
                    SeriesStyle.of(i),
                    List.of(new double[] {0, 12}, new double[] {40, Double.NaN}, new double[] {40, 70}));
            legend.put(name + i, SeriesStyle.of(i));
        }
        return plot.withLegend(legend);
    }

    private static Element svg(Drawing drawing) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(drawing.svg().getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Test
    void namesInSvgAreText() throws Exception {
        Element svg = svg(curves(HOSTILE, 7));
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getTextContent()).contains(HOSTILE + "15");
        assertThat(svg.getAttribute("width")).isEqualTo("7in");
    }

    @Test
    void tableOfAPdfPointsToItsObjects() {
        String pdf = new String(curves(HOSTILE, 3.3).pdf(), StandardCharsets.US_ASCII);
        assertThat(pdf).startsWith("%PDF-1.4\n").endsWith("%%EOF\n");
        Matcher start = Pattern.compile("startxref\n(\\d+)\n").matcher(pdf);
        assertThat(start.find()).isTrue();
        int table = Integer.parseInt(start.group(1));
        assertThat(pdf.substring(table)).startsWith("xref\n0 7\n");
        List<String> offsets = pdf.substring(table)
                .lines()
                .filter(line -> line.endsWith(" n "))
                .toList();
        assertThat(offsets).hasSize(6);
        for (int object = 1; object <= 6; object++) {
            int offset = Integer.parseInt(offsets.get(object - 1).substring(0, 10));
            assertThat(pdf.substring(offset)).startsWith(object + " 0 obj\n");
        }
    }

    @Test
    void streamOfAPdfHasItsLength() {
        String pdf = new String(curves("a", 3.3).pdf(), StandardCharsets.US_ASCII);
        Matcher stream = Pattern.compile("/Length (\\d+) >>\nstream\n(.*)endstream", Pattern.DOTALL)
                .matcher(pdf);
        assertThat(stream.find()).isTrue();
        assertThat(stream.group(2)).hasSize(Integer.parseInt(stream.group(1)));
        Matcher used = Pattern.compile("/(A\\d+) gs").matcher(stream.group(2));
        assertThat(used.results().map(found -> found.group(1)).distinct())
                .allSatisfy(state -> assertThat(pdf).contains("/" + state + " << /ca "));
    }

    @Test
    void textOfAPdfIsEscaped() {
        String pdf = new String(curves(HOSTILE, 7).pdf(), StandardCharsets.US_ASCII);
        // é is 351 in octal; characters that the encoding lacks are question marks
        assertThat(pdf).contains("(</text><script>alert\\0501\\051</script> \\050a\\051 \\134 %PDF \\351 ?15) Tj");
    }

    @Test
    void allTextIsWithinTheFigure() {
        for (double width : new double[] {3.3, 7}) {
            for (String name :
                    List.of("a", "a method with a name that is much longer than a column is wide ".repeat(3))) {
                assertInside(curves(name, width));
                List<String> names =
                        IntStream.range(0, 16).mapToObj(i -> name + i).toList();
                assertInside(new Plot("Rows", width, new Axis(name, 0, 100, 20), names).withoutLegend());
                assertInside(RankDiagram.of(
                        "Ranks",
                        width,
                        IntStream.range(0, 16)
                                .mapToObj(i -> new RankDiagram.Entry(name + i, i + 1))
                                .toList(),
                        List.of(new double[] {1, 5}),
                        OptionalDouble.of(4)));
            }
        }
    }

    /** Asserts that no text is cut off by the border and that no two texts overlap. */
    private static void assertInside(Drawing drawing) {
        List<Text> texts = drawing.items().stream()
                .filter(item -> item instanceof Text text && !text.isUpward())
                .map(Text.class::cast)
                .toList();
        for (Text text : texts) {
            assertThat(left(text)).as(text.toString()).isGreaterThanOrEqualTo(0);
            assertThat(left(text) + Drawing.widthOf(text.text()))
                    .as(text.toString())
                    .isLessThanOrEqualTo(drawing.width());
            assertThat(text.y()).isBetween(5.0, drawing.height());
        }
        for (Text one : texts) {
            for (Text other : texts) {
                boolean apart = one == other
                        || Math.abs(one.y() - other.y()) > 6
                        || left(one) >= left(other) + Drawing.widthOf(other.text())
                        || left(other) >= left(one) + Drawing.widthOf(one.text());
                assertThat(apart).as("%s and %s do not overlap", one, other).isTrue();
            }
        }
    }

    private static double left(Text text) {
        double width = Drawing.widthOf(text.text());
        return text.x() - (text.anchor() == Anchor.START ? 0 : text.anchor() == Anchor.MIDDLE ? width / 2 : width);
    }

    @Test
    void widthsAreThoseOfHelvetica() {
        // of the font metrics of Adobe: H 722, e 556, l 222, v 500, t 278, i 222, c 500, a 556
        assertThat(Helvetica.width("Helvetica")).isCloseTo(4.112, within(1e-9));
        assertThat(Helvetica.width("é")).isEqualTo(Helvetica.width("e"));
    }

    @Test
    void linesKeepAllCharacters() {
        String text = "x".repeat(50) + " two words 大大大大大大大大";
        List<String> lines = Helvetica.lines(text, 10);
        assertThat(lines).allSatisfy(line -> assertThat(Helvetica.width(line)).isLessThanOrEqualTo(10));
        assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
    }

    @Test
    void axesHaveRoundTicks() {
        assertThat(Axis.of("", DoubleStream.of(3, 41)).ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0);
        assertThat(Axis.percent("", DoubleStream.of(96, 99.5)).max()).isEqualTo(100);
        assertThat(Axis.of("", DoubleStream.of(5, 5)).ticks()).hasSizeGreaterThan(1);
        assertThat(Axis.of("", DoubleStream.of(Double.NaN)).ticks()).hasSizeGreaterThan(1);
        assertThat(Axis.of("", DoubleStream.of(0, 0.3)).label(0.1)).isEqualTo("0.10");
        for (double[] damaged : new double[][] {{0, 4.9e-324}, {-1e308, 1e308}, {1e17, 1e17 + 16}, {5, 5 + 1e-15}}) {
            Axis axis = Axis.of("", DoubleStream.of(damaged));
            assertThat(axis.ticks()).hasSizeBetween(2, 13);
            assertThat(axis.position(damaged[1])).isBetween(0.0, 1.0);
        }
    }
}
