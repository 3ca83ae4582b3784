package org.exeunt.datasets.userdata;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks the words of a user's rows. */
public final class Words {
    /** Whether a cell is a number with a decimal comma. */
    public static final Predicate<String> DECIMAL_COMMA =
            Pattern.compile("[+-]?\\d+,\\d+").asMatchPredicate();

    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "?");
    private static final int LONGEST = 200;
    private static final int LONGEST_NUMBER = 60;
    private static final Pattern NUMBER =
            Pattern.compile("(?i)[+-]?((\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?|inf|infinity)");

    private Words() {}

    /** Returns whether a cell has no value: it is empty, {@code NA}, {@code N/A}, {@code NaN}, {@code null}, or ?. */
    public static boolean isMissing(String cell) {
        return cell.length() <= 4 && MISSING.contains(cell.toLowerCase(Locale.ROOT));
    }

    /** Returns whether a cell is a number with a decimal point, or infinite. */
    public static boolean isNumber(String cell) {
        return cell.length() <= LONGEST_NUMBER && NUMBER.matcher(cell).matches();
    }

    /**
     * Returns a label or an owner; a missing or an overlong one is a problem.
     *
     * @param place place of its row
     * @param what it is and where, such as {@code label in 'species'}
     */
    public static String required(String cell, String place, String what, Problems problems) {
        if (isMissing(cell) || cell.isBlank()) {
            problems.add(place, "no " + what);
        } else if (cell.length() > LONGEST) {
            problems.add(place, "%s has more than %d characters".formatted(what, LONGEST));
        }
        return cell;
    }
}
