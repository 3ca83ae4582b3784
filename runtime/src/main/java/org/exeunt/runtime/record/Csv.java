package org.exeunt.runtime.record;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of comma-separated values, quoted where needed (RFC 4180, without line breaks inside values). */
final class Csv {
    private Csv() {}

    /** Returns one line; numbers are written so that reading gives the same bits. */
    static String line(Object... values) {
        return line(List.of(values));
    }

    static String line(List<?> values) {
        return values.stream().map(value -> quoted(value.toString())).collect(Collectors.joining(","));
    }

    private static String quoted(String value) {
        return value.matches("[^,\"\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** Returns the values of one line. */
    static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                // a doubled quote inside quotes stands for one
                if (inside && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else {
                    inside = !inside;
                }
            } else if (c == ',' && !inside) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }
}
