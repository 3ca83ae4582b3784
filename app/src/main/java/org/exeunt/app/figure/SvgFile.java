package org.exeunt.app.figure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.exeunt.app.figure.Drawing.Area;
import org.exeunt.app.figure.Drawing.Item;
import org.exeunt.app.figure.Drawing.Line;
import org.exeunt.app.figure.Drawing.Text;

/** Writes drawings as SVG 1.1. */
final class SvgFile {
    private SvgFile() {}

    static String of(Drawing drawing) {
        String size = "width=\"%sin\" height=\"%sin\" viewBox=\"0 0 %s %s\""
                .formatted(
                        number(drawing.width() / 72),
                        number(drawing.height() / 72),
                        number(drawing.width()),
                        number(drawing.height()));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" %s font-family="Helvetica, Arial, sans-serif" font-size="%s">
                <title>%s</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                %s
                </svg>
                """
                .formatted(
                        size,
                        number(Drawing.FONT_SIZE),
                        escape(drawing.title()),
                        drawing.items().stream().map(SvgFile::element).collect(Collectors.joining("\n")));
    }

    private static String element(Item item) {
        if (item instanceof Line line) {
            String dash = line.pen().dash().isEmpty()
                    ? ""
                    : " stroke-dasharray=\"%s\"".formatted(numbers(line.pen().dash()));
            return "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>"
                    .formatted(
                            numbers(line.points()),
                            line.pen().colour(),
                            number(line.pen().width()),
                            dash);
        }
        if (item instanceof Area area) {
            return "<polygon points=\"%s\" fill=\"%s\"%s/>"
                    .formatted(
                            numbers(area.points()),
                            area.colour(),
                            area.opacity() < 1 ? " fill-opacity=\"%s\"".formatted(number(area.opacity())) : "");
        }
        Text text = (Text) item;
        String anchor = text.anchor().name().toLowerCase(Locale.ROOT);
        String turn =
                text.isUpward() ? " transform=\"rotate(-90 %s %s)\"".formatted(number(text.x()), number(text.y())) : "";
        return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>"
                .formatted(number(text.x()), number(text.y()), anchor, text.colour(), turn, escape(text.text()));
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(SvgFile::number).collect(Collectors.joining(" "));
    }

    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
        return text.equals("-0") ? "0" : text;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
