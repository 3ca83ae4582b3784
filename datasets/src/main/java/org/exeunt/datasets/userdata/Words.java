package org.exeunt.datasets.userdata;

import java.util.Locale;
import java.util.Set;
import org.exeunt.datasets.files.Excerpt;

/**
 * Reads labels, owners and the split from the words of one row.
 *
 * @param place place of the row, for messages
 * @param problems receives what is wrong with them
 */
public record Words(String place, Problems problems) {
    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "?");
    private static final int LONGEST = 200;

    /** Returns whether a cell has no value: it is empty, {@code NA}, {@code N/A}, {@code NaN}, {@code null}, or ?. */
    public static boolean isMissing(String cell) {
        return cell.length() <= 4 && MISSING.contains(cell.toLowerCase(Locale.ROOT));
    }

    /**
     * Returns a label or an owner; a missing or an overlong one is a problem.
     *
     * @param what it is and where, such as {@code label in column 'species'}
     */
    public String required(String cell, String what) {
        if (isMissing(cell) || cell.isBlank()) {
            problems.add(place, "no " + what);
        } else if (cell.length() > LONGEST) {
            problems.add(
                    "%s: %s has %d characters; expected at most %d".formatted(place, what, cell.length(), LONGEST));
        }
        return cell;
    }

    /** Returns whether a cell of the split column is {@code test}; one that is not {@code train} is a problem. */
    public boolean isTest(String cell, String column) {
        String part = cell.toLowerCase(Locale.ROOT);
        if (!part.equals("train") && !part.equals("test")) {
            problems.add("%s: '%s' in %s; expected train or test".formatted(place, Excerpt.of(cell), column));
        }
        return part.equals("test");
    }
}
