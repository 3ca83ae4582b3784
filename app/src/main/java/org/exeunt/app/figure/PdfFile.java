package org.exeunt.app.figure;

import static org.exeunt.app.figure.SvgFile.number;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.exeunt.app.figure.Drawing.Anchor;
import org.exeunt.app.figure.Drawing.Area;
import org.exeunt.app.figure.Drawing.Item;
import org.exeunt.app.figure.Drawing.Line;
import org.exeunt.app.figure.Drawing.Text;

/**
 * Writes drawings as PDF 1.4 (ISO 32000-1): one page with lines, polygons, and text in the standard font Helvetica,
 * which is not embedded.
 */
final class PdfFile {
    private static final Charset ENCODING = Charset.forName("windows-1252");

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();

    private PdfFile() {}

    static byte[] of(Drawing drawing) {
        PdfFile pdf = new PdfFile();
        pdf.write("%PDF-1.4\n");
        pdf.object("<< /Type /Catalog /Pages 2 0 R >>");
        pdf.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        pdf.object(
                ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents 6 0 R /Resources << /Font << /F 4 0 R >>"
                                + " /ExtGState << %s >> >> >>")
                        .formatted(number(drawing.width()), number(drawing.height()), opacities(drawing)));
        pdf.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        pdf.object("<< /Title %s /Producer (Exeunt) >>".formatted(string(drawing.title())));
        String content = content(drawing);
        pdf.object("<< /Length %d >>\nstream\n%sendstream".formatted(content.length(), content));
        pdf.end();
        return pdf.file.toByteArray();
    }

    /** Returns the named graphics states of all opacities; text is opaque. */
    private static String opacities(Drawing drawing) {
        return DoubleStream.concat(
                        DoubleStream.of(1),
                        drawing.items().stream().filter(Area.class::isInstance).mapToDouble(item -> ((Area) item)
                                .opacity()))
                .distinct()
                .mapToObj(opacity -> "/%s << /ca %s >>".formatted(state(opacity), number(opacity)))
                .collect(Collectors.joining(" "));
    }

    private static String state(double opacity) {
        return "A" + Math.round(100 * opacity);
    }

    private static String content(Drawing drawing) {
        StringBuilder content = new StringBuilder();
        // y grows downwards, as in the drawing
        content.append("1 0 0 -1 0 %s cm\n".formatted(number(drawing.height())));
        drawing.items().forEach(item -> content.append(operators(item)).append('\n'));
        return content.toString();
    }

    private static String operators(Item item) {
        if (item instanceof Line line) {
            StringBuilder dash = new StringBuilder();
            line.pen().dash().forEach(length -> dash.append(number(length)).append(' '));
            return "%s RG %s w [%s] 0 d %s S"
                    .formatted(colour(line.pen().colour()), number(line.pen().width()), dash, path(line.points()));
        }
        if (item instanceof Area area) {
            return "/%s gs %s rg %s h f".formatted(state(area.opacity()), colour(area.colour()), path(area.points()));
        }
        Text text = (Text) item;
        double width = Drawing.widthOf(text.text());
        double shift = text.anchor() == Anchor.START ? 0 : text.anchor() == Anchor.MIDDLE ? width / 2 : width;
        String matrix = text.isUpward()
                ? "0 -1 -1 0 %s %s".formatted(number(text.x()), number(text.y() + shift))
                : "1 0 0 -1 %s %s".formatted(number(text.x() - shift), number(text.y()));
        return "/A100 gs %s rg BT /F %s Tf %s Tm %s Tj ET"
                .formatted(colour(text.colour()), number(Drawing.FONT_SIZE), matrix, string(text.text()));
    }

    private static String path(List<Double> points) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.size(); i += 2) {
            path.append("%s %s %s ".formatted(number(points.get(i)), number(points.get(i + 1)), i == 0 ? "m" : "l"));
        }
        return path.toString();
    }

    private static String colour(String hex) {
        int rgb = Integer.parseInt(hex.substring(1), 16);
        return "%s %s %s"
                .formatted(number((rgb >> 16) / 255.0), number((rgb >> 8 & 255) / 255.0), number((rgb & 255) / 255.0));
    }

    /** Returns a string literal in ASCII. */
    private static String string(String text) {
        StringBuilder literal = new StringBuilder("(");
        for (byte each : text.getBytes(ENCODING)) {
            int character = each & 255;
            if (character < ' ' || character > '~' || "()\\".indexOf(character) >= 0) {
                literal.append("\\%03o".formatted(character));
            } else {
                literal.append((char) character);
            }
        }
        return literal.append(')').toString();
    }

    private void object(String text) {
        offsets.add(file.size());
        write("%d 0 obj\n%s\nendobj\n".formatted(offsets.size(), text));
    }

    /** Writes the table of offsets and the trailer. */
    private void end() {
        int table = file.size();
        write("xref\n0 %d\n0000000000 65535 f \n".formatted(offsets.size() + 1));
        offsets.forEach(offset -> write("%010d 00000 n \n".formatted(offset)));
        write("trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                .formatted(offsets.size() + 1, table));
    }

    private void write(String text) {
        file.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
