package org.exeunt.app.figure;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** Widths of text in Helvetica, one of the fonts that every PDF reader has; Arial has the same widths. */
final class Helvetica {
    /** Widths of the printable ASCII characters, in thousandths of the size of the font. */
    private static final int[] ASCII = {
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
                556,
        556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556,
                833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500,
                556,
        556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
                334,
        260, 334, 584
    };

    private Helvetica() {}

    /** Returns the width of a text of size 1. */
    static double width(String text) {
        return text.codePoints().mapToDouble(Helvetica::width).sum();
    }

    private static double width(int character) {
        // letters with accents are as wide as those without; most others are no wider than they are high
        int base = character < ' ' + ASCII.length
                ? character
                : Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD)
                        .codePointAt(0);
        return base >= ' ' && base < ' ' + ASCII.length ? ASCII[base - ' '] / 1000.0 : 1;
    }

    /** Returns a text as lines of at most a width, at size 1; lines end at spaces if there are any. */
    static List<String> lines(String text, double width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (width(rest) > width) {
            int end = rest.offsetByCodePoints(0, 1);
            int space = -1;
            while (end < rest.length() && width(rest.substring(0, rest.offsetByCodePoints(end, 1))) <= width) {
                space = rest.charAt(end) == ' ' ? end : space;
                end = rest.offsetByCodePoints(end, 1);
            }
            int cut = space > 0 ? space : end;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
            if (rest.isEmpty()) {
                return lines;
            }
        }
        lines.add(rest);
        return lines;
    }
}
